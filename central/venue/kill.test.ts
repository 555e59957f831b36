import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, expect, test } from 'vitest';
import type { MatcherEventBody } from '../../matcher/state/event.ts';
import type { MatcherState } from '../../matcher/state/state.ts';
import { createMatcher, step } from '../../matcher/step.ts';
import { stateText } from '../../matcher/testing/state-text.ts';
import { compilePromotions } from '../../promotions/compile/compile.ts';
import type { Rules } from '../matching/rules.ts';
import { testBox } from '../testing/box.ts';
import { rice, visitId, visitOpened } from '../testing/messages.ts';
import { accepts, freePort, run } from '../testing/processes.ts';
import { pairingOf, pairUp } from '../testing/road.ts';
import { testVenue, until } from '../testing/venue.ts';

const HERE = import.meta.dirname;
const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** The state that the rows of a journal make, stepped here and by nobody else. */
function stateOfRows(path: string): MatcherState {
  const db = new Sqlite(path, { readonly: true });
  try {
    const rows = db.prepare<
      [],
      { record: string; at: number; seed: number; entropy: string; body: string }
    >(
      "SELECT record, at_ms AS at, seed, entropy, body FROM events WHERE record IN ('rules', 'event') ORDER BY id",
    );
    let state: MatcherState | undefined;
    for (const { record, at, seed, entropy, body } of rows.all()) {
      if (record === 'rules') {
        const { settings, file, known } = JSON.parse(body) as Rules;
        state = createMatcher(settings, compilePromotions(file, known), known);
      } else if (state !== undefined) {
        step(state, { atMs: at, seed, entropy, body: JSON.parse(body) as MatcherEventBody });
      }
    }
    if (state === undefined) throw new Error('the journal has no beginning');
    return state;
  } finally {
    db.close();
  }
}

function digest(state: MatcherState): string {
  return createHash('sha256').update(stateText(state)).digest('hex');
}

test('killed in the middle of the day, central comes back with the state that its journal tells, and says the same again', async () => {
  const port = await freePort();
  const venue = testVenue({ broker: { url: `embedded://127.0.0.1:${port}` } });
  closers.push(() => venue.remove());
  const config = join(venue.dir, 'shop.json');
  writeFileSync(config, JSON.stringify(venue.configuration));
  const process = run(globalThis.process.execPath, [
    join(HERE, '..', 'testing', 'central-process.ts'),
    config,
  ]);
  closers.push(() => process.kill());
  await accepts(port);
  const box = await testBox({ port });
  closers.push(() => box.close());
  const { first, second } = await pairUp(box, 1, 2);
  for (const number of [3, 4]) {
    box.send('visit-opened', visitOpened(number));
    box.send('visit-lines', rice(number));
  }
  const offered = (number: number) =>
    box.last('suggestions', (d) => d.visit === visitId(number))?.suggestions[0];
  await until('three and four are suggested', () => offered(4) !== undefined);
  const before = offered(4);
  await process.kill();

  const journal = join(venue.dir, 'state', 'journal.sqlite');
  const told = digest(stateOfRows(journal));
  const central = await venue.start();
  closers.push(() => central.stop());
  expect(digest(central.matcherState())).toBe(told);

  const reborn = await testBox({ port: central.brokerPort ?? port, boot: 8 });
  closers.push(() => reborn.close());
  await until('everything is told again', () => pairingOf(reborn, 2) !== undefined);
  expect(pairingOf(reborn, 1)).toEqual(first);
  expect(pairingOf(reborn, 2)).toEqual(second);
  await until(
    'the suggestion is told again',
    () => reborn.last('suggestions', (d) => d.visit === visitId(4)) !== undefined,
  );
  expect(reborn.last('suggestions', (d) => d.visit === visitId(4))?.suggestions[0]).toEqual(before);
}, 60_000);
