import { NO_COLUMN, NOBODY, sizeOf, WIDTH } from './columns.ts';
import { drawBelow, partnersInPlan, type RestrictedMaster } from './restricted-master.ts';
import { negatedReducedCost, temperatureFor } from './duals.ts';

/** How fast a group's weight falls with what it falls short of its members' worths: a share of the mean worth. */
const REACH = 0.1;
/** A group that still needs two others beside the region counts so much of one that needs only one. */
const HALF_WAY = 0.1;

/**
 * The shoppers around a seed who are worth solving together, each with her whole chosen group. It grows by the chosen group (or the
 * shopper without one) that completes the most other good groups inside: only what lies wholly in a region can be chosen there.
 * @param isVaried weighs with some noise from the pool's own generator, so that the same seed gives another region next time
 */
export function growNeighbourhood(
  master: RestrictedMaster,
  seed: number,
  limit: number,
  isVaried: boolean,
): readonly number[] {
  const region = new Set<number>();
  /** By the first slot of a chosen group, or the slot of a shopper without one. */
  const weights = new Map<number, number>();
  const reach = temperatureFor(master, REACH);
  let next: number | undefined = leaderOf(master, seed);
  while (next !== undefined) {
    const added = partnersInPlan(master, next);
    weights.delete(next);
    for (const index of added) region.add(index);
    for (const index of added) weighColumnsOf(master, index, { region, weights, reach });
    next = undefined;
    let most = 0;
    for (const [leader, weight] of weights) {
      const column = master.chosen[leader] ?? NO_COLUMN;
      const size = column === NO_COLUMN ? 1 : sizeOf(master.columns, column);
      if (region.size + size > limit) continue;
      const noise = isVaried ? 0.5 + drawBelow(master, 1024) / 1024 : 1;
      const value = (weight * noise) / size;
      if (value > most) {
        most = value;
        next = leader;
      }
    }
  }
  return [...region];
}

/** The first of a slot's planned group; herself where she is in none. */
function leaderOf(master: RestrictedMaster, index: number): number {
  const column = master.chosen[index] ?? NO_COLUMN;
  return column === NO_COLUMN ? index : (master.columns.slots[column * WIDTH] ?? index);
}

function weighColumnsOf(
  master: RestrictedMaster,
  index: number,
  growing: {
    readonly region: ReadonlySet<number>;
    readonly weights: Map<number, number>;
    readonly reach: number;
  },
): void {
  const { region, weights, reach } = growing;
  const { lists, counts, slots, isChosen } = master.columns;
  const list = lists[index];
  if (list === undefined) return;
  const count = counts[index] ?? 0;
  for (let at = 0; at < count; at += 1) {
    const column = list[at] ?? NO_COLUMN;
    if (isChosen[column] === 1) continue;
    const short = negatedReducedCost(master, column);
    if (short > 8 * reach) continue;
    // The planned groups and shoppers without one that it needs beside the region: at most two.
    let [first, second, isTooMuch] = [NOBODY, NOBODY, false];
    for (let member = column * WIDTH; member < column * WIDTH + WIDTH; member += 1) {
      const slot = slots[member] ?? NOBODY;
      if (slot === NOBODY) break;
      if (region.has(slot)) continue;
      const leader = leaderOf(master, slot);
      if (leader === first || leader === second) continue;
      if (first === NOBODY) first = leader;
      else if (second === NOBODY) second = leader;
      else isTooMuch = true;
    }
    if (first === NOBODY || isTooMuch) continue;
    const weight = Math.exp(-Math.max(0, short) / reach) * (second === NOBODY ? 1 : HALF_WAY);
    weights.set(first, (weights.get(first) ?? 0) + weight);
    if (second !== NOBODY) weights.set(second, (weights.get(second) ?? 0) + weight);
  }
}
