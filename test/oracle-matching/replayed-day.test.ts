import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Journal, openJournal } from '../../central/ingest/journal.ts';
import { Matching } from '../../central/matching/matching.ts';
import type { Rules } from '../../central/matching/rules.ts';
import type { MatcherEvent } from '../../matcher/state/event.ts';
import { step } from '../../matcher/step.ts';
import { dayFromFile, inventedDay, type ShopDay } from '../simulators/day.ts';
import { liveDay, type LivedDay, matcherOf } from './day.ts';
import { stateText } from '../../matcher/testing/state-text.ts';

const REAL = join(import.meta.dirname, '../../../shared/data/online-retail/2011-11-16.csv');
/** Places of the day at which central is killed: one in so many events. */
const CUTS = Number(process.env['PINDAN_CUTS'] ?? 5);

/** Events of one commit. */
const BATCH = 25;

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const folder = mkdtempSync(join(tmpdir(), 'pindan-day-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An event as a journal gives it back: nothing in it but its text. */
function fromText(event: MatcherEvent): MatcherEvent {
  return JSON.parse(JSON.stringify(event)) as MatcherEvent;
}

function checkTwice(day: ShopDay): void {
  const lived = liveDay(day, 1);
  const again = matcherOf(lived);
  for (const [index, event] of lived.events.entries()) {
    const { messages } = step(again, fromText(event));
    if (JSON.stringify(messages) !== lived.said[index])
      throw new Error(`event ${index + 1} of ${lived.events.length} was answered in other bytes`);
  }
  expect(digest(stateText(again))).toBe(digest(stateText(lived.state)));
  const pairings = lived.said.filter((said) => said.includes('"kind":"redeemed"')).length;
  expect(pairings).toBeGreaterThan(0);
  process.stderr.write(
    `a day of ${lived.events.length} events, ${pairings} pairings redeemed: the same bytes twice, sha256 ${digest(lived.said.join('\n')).slice(0, 16)}\n`,
  );
}

function openAt(
  path: string,
  owner: string,
  lived: LivedDay,
): { journal: Journal; matching: Matching } {
  const journal = openJournal(path, owner, 0);
  const rules: Rules = { settings: lived.settings, file: lived.file, known: [] };
  const matching = new Matching(
    {
      journal,
      clock: () => lived.events[0]?.atMs ?? 0,
      draw: () => ({ seed: 0, entropy: ''.padStart(32, '0') }),
      notices: {
        all: () => [],
        add: (code, text) => {
          throw new Error(`${code}: ${text}`);
        },
        fault: (fault) => {
          throw fault;
        },
      },
    },
    rules,
  );
  matching.replay(() => {});
  return { journal, matching };
}

/**
 * Central journals and steps the day. At every cut the process is as if it had been killed: another one opens the same journal,
 * takes over the lease, rebuilds its state from the rows, and goes on with the day. Its state must be that of a central that was
 * never killed, byte for byte, at the cut and at the end.
 */
function checkCuts(day: ShopDay, path: string): void {
  const cutAt = new Map<number, string>();
  const every = Math.max(1, Math.floor(liveDay(day, 2).events.length / CUTS));
  const lived = liveDay(day, 2, (count, state) => {
    if (count % every === 0) cutAt.set(count, digest(stateText(state)));
  });
  let central = openAt(path, 'central-0', lived);
  let killed = 0;
  for (let from = 0; from < lived.events.length;) {
    const cut = Math.floor(from / every + 1) * every;
    const batch = lived.events.slice(from, Math.min(cut, from + BATCH));
    // As central does it: a whole batch with one commit, and only then the matcher.
    const committed = central.journal.write((write) =>
      batch.map((event) => ({ id: write.append({ record: 'event', ...event }), event })),
    );
    for (const [index, { messages }] of central.matching.step(committed).entries()) {
      if (JSON.stringify(messages) !== lived.said[from + index])
        throw new Error(`event ${from + index + 1}: another answer after ${killed} kills`);
    }
    from += batch.length;
    const expected = cutAt.get(from);
    if (expected === undefined) continue;
    const before = stateText(central.matching.state);
    killed += 1;
    // Nothing is closed or said goodbye to: the next one finds the file as it lies there.
    const next = openAt(path, `central-${killed}`, lived);
    expect(digest(stateText(next.matching.state))).toBe(digest(before));
    const rebuilt = matcherOf(lived);
    for (const row of next.journal.replay(1)) {
      if (row.record !== 'event') continue;
      const { atMs, seed, entropy } = row;
      step(rebuilt, { atMs, seed, entropy, body: JSON.parse(row.body) as MatcherEvent['body'] });
    }
    expect(digest(stateText(rebuilt))).toBe(expected);
    central.journal.close();
    central = next;
  }
  central.journal.close();
  expect(killed).toBeGreaterThanOrEqual(Math.min(CUTS, lived.events.length));
  process.stderr.write(
    `a day of ${lived.events.length} events, central taken over ${killed} times: the same state each time, and the same answers to the end\n`,
  );
}

describe('a replayed day', () => {
  test('of our own making is byte-identical twice', () => checkTwice(inventedDay(5)));

  test.skipIf(!existsSync(REAL))(
    'of a real shop is byte-identical twice (needs the online-retail days)',
    async () => checkTwice(await dayFromFile(REAL)),
    120_000,
  );

  test(
    'of our own making: after a kill at any cut the journal gives the same state, and the day ends the same',
    () => checkCuts(inventedDay(6), join(folder, 'invented.sqlite')),
    600_000,
  );

  test.skipIf(!existsSync(REAL))(
    'of a real shop: after a kill at any cut the journal gives the same state, and the day ends the same (needs the online-retail days)',
    async () => checkCuts(await dayFromFile(REAL), join(folder, 'real.sqlite')),
    600_000,
  );
});
