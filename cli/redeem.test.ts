import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, test } from 'vitest';
import { sale, visitId } from '../central/testing/messages.ts';
import { pairingOf, pairUp } from '../central/testing/road.ts';
import { until } from '../central/testing/venue.ts';
import { testWorld } from '../central/testing/world.ts';
import { Fault } from '../contracts/fault.ts';
import { stateText } from '../matcher/testing/state-text.ts';
import type { Io } from './io.ts';
import { call } from './testing/call.ts';

const world = testWorld();
afterEach(() => world.closeAll());

async function redeem(cwd: string, args: readonly string[]): Promise<string> {
  let out = '';
  const io: Io = {
    stdin: Readable.from([]),
    out: (chunk) => {
      out += String(chunk);
    },
    err: () => {},
    cwd,
    env: {},
    signal: new AbortController().signal,
  };
  try {
    await call('redeem', args, io);
    return out;
  } catch (error) {
    if (error instanceof Fault) return error.message;
    throw error;
  }
}

/** A joint receipt of two bags of rice at a till that reads no codes. */
const joint = (number: number) =>
  sale(
    number,
    [
      ['RICE 5KG', 12_000],
      ['RICE 5KG', 12_000],
    ],
    { discountMinor: 5000, totalMinor: 19_000, closedAtMs: Date.now() },
  );

describe('pindan redeem', () => {
  test('tells central that a sale without a code was the joint receipt, or was not', async () => {
    const venue = world.venue({ central: { contentTills: ['till-1'] } });
    writeFileSync(join(venue.dir, 'shop.json'), JSON.stringify(venue.configuration));
    const central = await world.central(venue);
    const box = await world.box(central);
    const { first } = await pairUp(box, 1, 2);
    const pairing = first?.pairing ?? '';
    expect(await redeem(venue.dir, [pairing])).toContain('no sale of this pairing waits');

    const asked = () => central.health().notices.filter((n) => n.code === 'content-match-probable');
    for (const [number, args] of [
      [1, ['--no', pairing]],
      [2, [pairing]],
    ] as const) {
      box.send('sale', joint(number));
      await until('staff are asked', () => asked().length > 0);
      expect(asked()[0]?.text).toContain(`pindan redeem ${pairing}`);
      await box.allAcked();
      await central.settled();
      expect(pairingOf(box, 1)?.state).toBe('confirmed');
      const said = await redeem(venue.dir, args);
      expect(said).toContain(number === 1 ? 'is not redeemed by that sale' : 'is redeemed');
    }
    await until('the pairing is redeemed', () => pairingOf(box, 2)?.state === 'redeemed');
    await until('the visits ended', () =>
      [1, 2].every((n) => box.last('visit', (d) => d.visit === visitId(n))?.open === false),
    );

    const url = `http://127.0.0.1:${central.httpPort}/pairings/${pairing}/redeemed`;
    expect((await fetch(url, { method: 'POST' })).status).toBe(401);
    const wrong = { authorization: `Bearer ${'0'.repeat(32)}` };
    expect((await fetch(url, { method: 'POST', headers: wrong })).status).toBe(401);
    const { token } = JSON.parse(
      readFileSync(join(venue.dir, 'state', 'central.json'), 'utf8'),
    ) as {
      readonly token: string;
    };
    const right = { authorization: `Bearer ${token}` };
    expect((await fetch(url, { method: 'POST', headers: right })).status).toBe(409);
    expect((await fetch(`${url}x`, { method: 'POST', headers: right })).status).toBe(404);
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(405);

    // What staff said stands in the journal: a restart knows it.
    const before = stateText(central.matcherState());
    await central.stop();
    const again = await world.central(venue);
    expect(stateText(again.matcherState())).toBe(before);
  });

  test('says what is wrong in one line', async () => {
    const venue = world.venue();
    writeFileSync(join(venue.dir, 'shop.json'), JSON.stringify(venue.configuration));
    expect(await redeem(venue.dir, [])).toContain('PAIRING is missing');
    expect(await redeem(venue.dir, ['ann'])).toContain("PAIRING ann: expected a pairing's id");
    expect(await redeem(venue.dir, ['--yes'])).toContain('there is no option --yes');
    expect(await redeem(venue.dir, ['01M82CGB1N58K6GWNDYE6SY60X'])).toContain(
      'central does not run',
    );
  });
});
