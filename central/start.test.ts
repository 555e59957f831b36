import { afterEach, describe, expect, test } from 'vitest';
import { rice, sale, TILL, visitId, visitOpened } from './testing/messages.ts';
import { type TestBox, testBox } from './testing/box.ts';
import { type TestShop, testShop, until } from './testing/shop.ts';

const opened: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

function shopForTest(): TestShop {
  const shop = testShop();
  opened.push(() => shop.remove());
  return shop;
}

async function boxAt(port: number | undefined, dev = 'box-1'): Promise<TestBox> {
  const box = await testBox({ port: port ?? 0, dev });
  opened.push(() => box.close());
  return box;
}

describe('a running central', () => {
  test('two shoppers of 120 each are suggested to each other, accept, pay, and the codes are used up', async () => {
    const shop = shopForTest();
    const central = await shop.start();
    opened.push(() => central.stop());
    const box = await boxAt(central.brokerPort);
    await until('the catalogue has come', () => box.last('products') !== undefined);
    expect(box.last('promotions')?.file.promotions.map((one) => one.id)).toEqual(['autumn']);

    for (const number of [1, 2]) {
      box.send('visit-opened', visitOpened(number));
      box.send('visit-lines', rice(number));
    }
    const suggested = (number: number) =>
      box.last('suggestions', (d) => d.visit === visitId(number) && d.suggestions.length > 0)
        ?.suggestions[0];
    await until(
      'both are suggested',
      () => suggested(1) !== undefined && suggested(2) !== undefined,
    );
    expect(suggested(1)?.savesMinor).toBe(2500);
    for (const number of [1, 2]) {
      const suggestion = suggested(number)?.suggestion;
      if (suggestion !== undefined)
        box.send('answer', { visit: visitId(number), suggestion, answer: 'accept' });
    }
    const pairing = (number: number) => box.last('pairing', (d) => d.visit === visitId(number));
    await until('both are paired', () => pairing(1) !== undefined && pairing(2) !== undefined);
    const [first, second] = [pairing(1), pairing(2)];
    expect(first?.slip.jointPaysMinor).toBe(9500);
    expect((first?.slip.jointPaysMinor ?? 0) + (second?.slip.jointPaysMinor ?? 0)).toBe(
      first?.slip.jointTotalMinor,
    );
    expect(first?.slip.code).not.toBe(second?.slip.code);

    const code = first?.slip.code;
    box.send(
      'sale',
      sale(
        1,
        [
          ['RICE 5KG', 12_000],
          ['RICE 5KG', 12_000],
        ],
        {
          discountMinor: 5000,
          totalMinor: 19_000,
          tenders: [{ tender: 'cash', amountMinor: 19_000 }],
          codes: code === undefined ? [] : [code],
        },
      ),
    );
    await until(
      'the pairing is redeemed',
      () => pairing(1)?.state === 'redeemed' && pairing(2)?.state === 'redeemed',
    );
    if (second !== undefined) {
      box.send('till-scan', { till: TILL, code: second.slip.code, scannedAtMs: Date.now() });
    }
    await until('staff are told', () => box.last('staff') !== undefined);
    expect(box.last('staff')?.notice).toBe('code-already-redeemed');
    await box.allAcked();
    expect(central.journalCounts().sales).toBe(1);
    expect(central.health().ok).toBe(true);
  });
});
