import type { Choose, Doubt, Reading } from './receipt-parse.ts';
import { addsUp, shortfalls } from './receipt.ts';

/** A receipt with more doubtful lines is read only once more: the work stays bounded, and among many some would add up by chance. */
const MOST_DOUBTS = 100;
/** More lines than that are not turned round at once. */
const MOST_TURNED = 3;
/** So many sums that come out are looked at; where there are more, chance is at work. */
const MOST_HITS = 16;
/** The reading after the likeliest invents nothing: what could be an item is what its keyword says, or nothing. */
const CAUTIOUS = 1;

/** One doubtful line read in another way, and what that does to each sum that must come out at nothing. */
interface Turn {
  readonly step: number;
  readonly choice: number;
  readonly changes: readonly number[];
}

/**
 * Reads a receipt with doubtful lines so that it adds up: all of them as items, else with as few as possible read in another way,
 * if there is just one such reading. Where none adds up, or several do, the cautious one: such a sale is unbalanced and is told,
 * but it holds nothing that was not sold. Source: docs/rules.md#cross-check.
 */
export function settledReading(
  likeliest: Reading,
  doubts: readonly Doubt[],
  read: (choose: Choose) => Reading,
): Reading {
  if (addsUp(likeliest.receipt)) return likeliest;
  const found = doubts.length > MOST_DOUBTS ? undefined : turnedReading(likeliest, doubts, read);
  if (found !== undefined) return found;
  const doubtful = new Set(doubts.map((doubt) => doubt.step));
  return read((step) => (doubtful.has(step) ? CAUTIOUS : 0));
}

function turnedReading(
  likeliest: Reading,
  doubts: readonly Doubt[],
  read: (choose: Choose) => Reading,
): Reading | undefined {
  const single: Reading[] = [];
  const turns: Turn[] = [];
  const missing = shortfalls(likeliest.receipt);
  for (const { step, options } of doubts) {
    for (let choice = 1; choice < options; choice += 1) {
      const reading = read((at) => (at === step ? choice : 0));
      if (addsUp(reading.receipt)) single.push(reading);
      const left = shortfalls(reading.receipt);
      // Another total, or one more, is another question: such a line is only turned by itself.
      if (left.length !== missing.length) continue;
      turns.push({ step, choice, changes: left.map((sum, at) => sum - (missing[at] ?? 0)) });
    }
  }
  if (single.length > 0) return only(single);
  for (let count = 2; count <= MOST_TURNED; count += 1) {
    const hits = takenWhile(combinations(turns, count, missing), MOST_HITS + 1);
    if (hits.length > MOST_HITS) return undefined;
    const found = hits
      .map((choices) => read((step) => choices.get(step) ?? 0))
      .filter((reading) => addsUp(reading.receipt));
    if (found.length > 0) return only(found);
  }
  return undefined;
}

/** The one reading there is; several may say the same, as where a line that adds nothing is read in two ways. */
function only(readings: readonly Reading[]): Reading | undefined {
  return new Set(readings.map(facts)).size === 1 ? readings[0] : undefined;
}

function facts(reading: Reading): string {
  const { items, totals, taxMinor, exclusiveTaxMinor, discountMinor, paidMinor } = reading.receipt;
  const open = items.filter((item) => !item.isVoided);
  return JSON.stringify([open, totals, taxMinor, exclusiveTaxMinor, discountMinor, paidMinor]);
}

/** Every way to turn so many lines that makes one of the sums come out. */
function* combinations(
  turns: readonly Turn[],
  count: number,
  missing: readonly number[],
  from = 0,
): Generator<ReadonlyMap<number, number>> {
  for (let index = from; index < turns.length; index += 1) {
    const turn = turns[index];
    if (turn === undefined) continue;
    const left = missing.map((sum, at) => sum + (turn.changes[at] ?? 0));
    if (count === 1) {
      if (left.includes(0)) yield new Map([[turn.step, turn.choice]]);
      continue;
    }
    for (const rest of combinations(turns, count - 1, left, index + 1)) {
      if (!rest.has(turn.step)) yield new Map([...rest, [turn.step, turn.choice]]);
    }
  }
}

function takenWhile<T>(values: Iterable<T>, most: number): readonly T[] {
  const taken: T[] = [];
  for (const value of values) {
    if (taken.length >= most) break;
    taken.push(value);
  }
  return taken;
}
