import { expect } from 'vitest';
import type { TestBox } from './box.ts';
import { rice, sale, visitId, visitOpened } from './messages.ts';
import { until } from './venue.ts';

/** Two visits of 120 each, suggested to each other, both accept: gives their pairings. */
export async function pairUp(box: TestBox, first: number, second: number) {
  for (const number of [first, second]) {
    box.send('visit-opened', visitOpened(number));
    box.send('visit-lines', rice(number));
  }
  const suggested = (number: number) =>
    box.last('suggestions', (d) => d.visit === visitId(number) && d.suggestions.length > 0)
      ?.suggestions[0];
  await until(
    'both are suggested',
    () => suggested(first) !== undefined && suggested(second) !== undefined,
  );
  expect(suggested(first)?.savesMinor).toBe(2500);
  for (const number of [first, second]) {
    const suggestion = suggested(number)?.suggestion;
    if (suggestion !== undefined) {
      box.send('answer', { visit: visitId(number), suggestion, answer: 'accept' });
    }
  }
  await until('both are paired', () =>
    [first, second].every((number) => pairingOf(box, number) !== undefined),
  );
  return { first: pairingOf(box, first), second: pairingOf(box, second) };
}

export function pairingOf(box: TestBox, number: number) {
  return box.last('pairing', (d) => d.visit === visitId(number));
}

/** The joint receipt of two bags of rice with a member's code. */
export async function redeem(box: TestBox, number: number, saleNumber: number): Promise<void> {
  const code = pairingOf(box, number)?.slip.code;
  if (code === undefined) throw new Error('no code to redeem');
  box.send(
    'sale',
    sale(
      saleNumber,
      [
        ['RICE 5KG', 12_000],
        ['RICE 5KG', 12_000],
      ],
      {
        discountMinor: 5000,
        totalMinor: 19_000,
        tenders: [{ tender: 'cash', amountMinor: 19_000 }],
        codes: [code],
      },
    ),
  );
  await until('the pairing is redeemed', () => pairingOf(box, number)?.state === 'redeemed');
}
