import { NO_COLUMN, NOBODY, sizeOf, WIDTH } from './columns.ts';
import { drawBelow, partnersInPlan, type RestrictedMaster } from './restricted-master.ts';
import { negatedReducedCost, temperatureFor } from './duals.ts';

/** How fast a column's weight falls with its negatedCost reduced cost: the scale, as a share of the mean dual. */
const WEIGHT_SCALE = 0.1;
/** The weight of a column that needs two more chosen groups, relative to one that needs one. */
const TWO_UNITS_WEIGHT = 0.1;

/**
 * Grows a neighbourhood around a shopper: the set of shoppers whose plan is solved anew together, in large neighbourhood search
 * (Shaw 1998). It consists of whole chosen groups and of shoppers without one. Only columns wholly inside can be chosen later, so it
 * grows each time by the unit that completes the most promising columns.
 * @param limit the most shoppers
 * @param isVaried whether weights get noise, so that the same seed gives another neighbourhood each time
 */
export function growNeighbourhood(
  master: RestrictedMaster,
  seed: number,
  limit: number,
  isVaried: boolean,
): readonly number[] {
  const inside = new Set<number>();
  /** Candidates to be added: by leader the weight of the columns that it would complete. */
  const weights = new Map<number, number>();
  const scale = temperatureFor(master, WEIGHT_SCALE);
  let next: number | undefined = leaderOf(master, seed);
  while (next !== undefined) {
    const added = partnersInPlan(master, next);
    weights.delete(next);
    for (const index of added) inside.add(index);
    for (const index of added) weighColumnsOf(master, index, { inside, weights, scale });
    next = undefined;
    let largest = 0;
    for (const [leader, weight] of weights) {
      const column = master.chosen[leader]!;
      const size = column === NO_COLUMN ? 1 : sizeOf(master.columns, column);
      if (inside.size + size > limit) continue;
      const noise = isVaried ? 0.5 + drawBelow(master, 1024) / 1024 : 1;
      const value = (weight * noise) / size;
      if (value > largest) {
        largest = value;
        next = leader;
      }
    }
  }
  return [...inside];
}

/** The first slot of a shopper's chosen group, or her own slot if she is in none. */
function leaderOf(master: RestrictedMaster, index: number): number {
  const column = master.chosen[index]!;
  return column === NO_COLUMN ? index : master.columns.slots[column * WIDTH]!;
}

/** Adds the weights of a new inside shopper's columns to the units that they still need. */
function weighColumnsOf(
  master: RestrictedMaster,
  index: number,
  growing: {
    readonly inside: ReadonlySet<number>;
    readonly weights: Map<number, number>;
    readonly scale: number;
  },
): void {
  const { inside, weights, scale } = growing;
  const { lists, counts, slots, isChosen } = master.columns;
  const list = lists[index];
  if (list === undefined) return;
  const count = counts[index] ?? 0;
  for (let offset = 0; offset < count; offset += 1) {
    const column = list[offset]!;
    if (isChosen[column] === 1) continue;
    const negatedCost = negatedReducedCost(master, column);
    if (negatedCost > 8 * scale) continue;
    // The leaders of the units outside that the column needs; columns that need more than two are skipped.
    let [first, second, needsMore] = [NOBODY, NOBODY, false];
    for (let member = column * WIDTH; member < column * WIDTH + WIDTH; member += 1) {
      const slot = slots[member]!;
      if (slot === NOBODY) break;
      if (inside.has(slot)) continue;
      const leader = leaderOf(master, slot);
      if (leader === first || leader === second) continue;
      if (first === NOBODY) first = leader;
      else if (second === NOBODY) second = leader;
      else needsMore = true;
    }
    if (first === NOBODY || needsMore) continue;
    const weight =
      Math.exp(-Math.max(0, negatedCost) / scale) * (second === NOBODY ? 1 : TWO_UNITS_WEIGHT);
    weights.set(first, (weights.get(first) ?? 0) + weight);
    if (second !== NOBODY) weights.set(second, (weights.get(second) ?? 0) + weight);
  }
}
