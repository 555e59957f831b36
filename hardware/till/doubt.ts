import type { Doubt, Reading } from './reading.ts';
import type { Choose } from './reading.ts';
import { addsUp } from './receipt.ts';

/** A receipt is read again at most so many times: the work stays linear in its lines. */
const MOST_READINGS = 400;
/** More lines than that are not turned round at once: among many, some would add up by chance. */
const MOST_TURNED = 3;
/** The reading after the likeliest invents nothing: what could be an item is what its keyword says, or nothing. */
const CAUTIOUS = 1;

/**
 * Reads a receipt with doubtful lines so that it adds up: all of them as items, else with as few as possible read in another way, if
 * there is just one such reading. Where none adds up, or several do, the cautious one: such a sale is unbalanced and is told, but it
 * holds nothing that was not sold. Source: reference page on devices, section 3, cross-check.
 */
export function settledReading(
  likeliest: Reading,
  doubts: readonly Doubt[],
  read: (choose: Choose) => Reading,
): Reading {
  if (addsUp(likeliest.receipt)) return likeliest;
  let left = MOST_READINGS;
  for (let turned = 1; turned <= Math.min(MOST_TURNED, doubts.length); turned += 1) {
    const found: Reading[] = [];
    for (const choices of combinations(doubts, turned)) {
      left -= 1;
      if (left < 0) break;
      const reading = read((step) => choices.get(step) ?? 0);
      if (addsUp(reading.receipt) && !found.some((other) => saysTheSame(other, reading))) {
        found.push(reading);
      }
    }
    const [only, another] = found;
    if (only !== undefined && another === undefined && left >= 0) return only;
    if (only !== undefined || left < 0) break;
  }
  const doubtful = new Set(doubts.map((doubt) => doubt.step));
  return read((step) => (doubtful.has(step) ? CAUTIOUS : 0));
}

/** Every way to read so many of the doubtful lines otherwise. */
function* combinations(
  doubts: readonly Doubt[],
  turned: number,
  from = 0,
): Generator<ReadonlyMap<number, number>> {
  if (turned === 0) {
    yield new Map();
    return;
  }
  for (let index = from; index <= doubts.length - turned; index += 1) {
    const doubt = doubts[index];
    if (doubt === undefined) continue;
    for (const rest of combinations(doubts, turned - 1, index + 1)) {
      for (let choice = 1; choice < doubt.options; choice += 1) {
        yield new Map([...rest, [doubt.step, choice]]);
      }
    }
  }
}

/** Two readings may differ in nothing that matters, as where a line that says nothing is read in two ways. */
function saysTheSame(a: Reading, b: Reading): boolean {
  return facts(a) === facts(b);
}

function facts(reading: Reading): string {
  const { items, totals, taxMinor, exclusiveTaxMinor, discountMinor, paidMinor } = reading.receipt;
  const open = items.filter((item) => !item.isVoided);
  return JSON.stringify([open, totals, taxMinor, exclusiveTaxMinor, discountMinor, paidMinor]);
}
