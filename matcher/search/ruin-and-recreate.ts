import { NO_COLUMN, NOBODY, slotsOf, WIDTH } from './columns.ts';
import { choose, drawBelow, unchoose, type RestrictedMaster } from './restricted-master.ts';
import { negatedReducedCost, temperatureFor } from './duals.ts';

/** The parameters of ruin and recreate. */
export interface RuinAndRecreateOptions {
  /** How many exchanges are tried. */
  readonly iterations: number;
  /** The temperature at which a worse plan is accepted, as a share of the mean dual. */
  readonly acceptanceTemperature: number;
}

/** The search in progress: its current plan, and the exchange that is being tried. */
interface Search {
  readonly master: RestrictedMaster;
  /** In minor units. */
  readonly temperature: number;
  /** By slot its column in the current plan, or `NO_COLUMN`. */
  readonly current: Int32Array;
  /** The columns that the exchange removed from the current plan and inserted into it. */
  readonly removed: number[];
  readonly inserted: number[];
}

/**
 * Improves the plan by ruin and recreate (Schrimpf et al. 2000). Each iteration inserts a column of a drawn shopper, removes the
 * chosen columns that overlap it (ruin), and reinserts their members greedily into the best free columns (greedy repair). A better
 * plan is accepted, a worse one with the Metropolis probability of simulated annealing (Kirkpatrick et al. 1983). The master
 * ends with the best plan on the way, so it never gets worse.
 * @param slots the shoppers whose columns are inserted; an exchange may move other shoppers too
 */
export function ruinAndRecreate(
  master: RestrictedMaster,
  slots: readonly number[],
  options: RuinAndRecreateOptions,
): void {
  if (slots.length === 0) return;
  const temperature = temperatureFor(master, options.acceptanceTemperature);
  const current = master.chosen.slice(0, master.slots.length);
  const search: Search = { master, temperature, current, removed: [], inserted: [] };
  const best = current.slice();
  // Slots whose column changed since the best plan; the gain of the current and of the best plan over the first one.
  const since: number[] = [];
  let [currentGain, bestGain] = [0, 0];
  for (let iteration = 0; iteration < options.iterations; iteration += 1) {
    const column = drawColumn(search, slots[drawBelow(master, slots.length)] ?? NOBODY);
    if (column === NO_COLUMN) continue;
    const change = ruinAndInsert(search, column);
    if (change < 0 && drawBelow(master, 1024) >= 1024 * Math.exp(change / temperature)) {
      undo(search);
      continue;
    }
    currentGain += change;
    for (const moved of search.removed) since.push(...slotsOf(master.columns, moved));
    for (const moved of search.inserted) since.push(...slotsOf(master.columns, moved));
    if (currentGain <= bestGain) continue;
    bestGain = currentGain;
    for (const index of since) best[index] = current[index]!;
    since.length = 0;
  }
  if (bestGain > 0) replacePlan(master, best);
}

/** Makes the master choose another plan. @param plan by slot its column */
function replacePlan(master: RestrictedMaster, plan: Int32Array): void {
  const inserted = new Set<number>();
  const removed = new Set<number>();
  for (let index = 1; index < plan.length; index += 1) {
    const [before, after] = [master.chosen[index]!, plan[index]!];
    if (before === after) continue;
    if (before !== NO_COLUMN) removed.add(before);
    if (after !== NO_COLUMN) inserted.add(after);
  }
  for (const column of removed) unchoose(master, column);
  for (const column of inserted) choose(master, column);
}

/** Draws one of a shopper's columns that is not chosen, the likelier the larger its reduced profit; `NO_COLUMN` if there is none. */
function drawColumn(search: Search, index: number): number {
  const { master, current } = search;
  const own = current[index]!;
  const list = master.columns.lists[index];
  const count = master.columns.counts[index] ?? 0;
  let [drawn, bestProfit] = [NO_COLUMN, -Infinity];
  for (let offset = 0; offset < count; offset += 1) {
    const column = list?.[offset] ?? NO_COLUMN;
    if (column === own) continue;
    const profit = perturbedProfit(search, column);
    if (profit > bestProfit) [drawn, bestProfit] = [column, profit];
  }
  return drawn;
}

/** Inserts a column, removes the columns that overlap it, and repairs the plan. @returns the change of the total gain, in minor units */
function ruinAndInsert(search: Search, column: number): number {
  const { master, current, removed, inserted } = search;
  const { slots, gains } = master.columns;
  removed.length = 0;
  inserted.length = 0;
  inserted.push(column);
  let change = gains[column]!;
  for (let offset = column * WIDTH; offset < column * WIDTH + WIDTH; offset += 1) {
    const before = current[slots[offset]!]!;
    if (before === NO_COLUMN || removed.includes(before)) continue;
    removed.push(before);
    change -= gains[before]!;
  }
  for (const before of removed) mark(search, before, NO_COLUMN);
  mark(search, column, column);
  for (let next = greedyRepair(search); next !== NO_COLUMN; next = greedyRepair(search)) {
    inserted.push(next);
    change += gains[next]!;
    mark(search, next, next);
  }
  return change;
}

/**
 * The next step of the greedy repair: of the columns of members of removed groups, the best one whose members are all free, by
 * perturbed profit; `NO_COLUMN` if there is none.
 */
function greedyRepair(search: Search): number {
  const { master, current, removed } = search;
  const { slots, lists, counts } = master.columns;
  let [best, bestProfit] = [NO_COLUMN, -Infinity];
  for (const before of removed) {
    for (let member = before * WIDTH; member < before * WIDTH + WIDTH; member += 1) {
      const index = slots[member]!;
      if (index === NOBODY) break;
      if (current[index] !== NO_COLUMN) continue;
      const list = lists[index];
      const count = counts[index] ?? 0;
      for (let offset = 0; offset < count; offset += 1) {
        const column = list?.[offset] ?? NO_COLUMN;
        const first = column * WIDTH;
        // Places behind the last member hold `NOBODY`, who is always free.
        if (
          current[slots[first]!] !== NO_COLUMN ||
          current[slots[first + 1]!] !== NO_COLUMN ||
          current[slots[first + 2]!] !== NO_COLUMN ||
          current[slots[first + 3]!] !== NO_COLUMN
        )
          continue;
        const profit = perturbedProfit(search, column);
        if (profit > bestProfit) [best, bestProfit] = [column, profit];
      }
    }
  }
  return best;
}

/** Takes the last exchange back. */
function undo(search: Search): void {
  for (const column of search.inserted) mark(search, column, NO_COLUMN);
  for (const column of search.removed) mark(search, column, column);
}

/** Notes a column for its members in the current plan. */
function mark({ master, current }: Search, column: number, chosen: number): void {
  const { slots } = master.columns;
  for (let offset = column * WIDTH; offset < column * WIDTH + WIDTH; offset += 1) {
    const index = slots[offset]!;
    if (index === NOBODY) break;
    current[index] = chosen;
  }
}

/**
 * A column's reduced profit plus Gumbel noise, in minor units. Taking the column with the largest value draws columns with softmax
 * probabilities (the Gumbel-max trick).
 */
function perturbedProfit({ master, temperature }: Search, column: number): number {
  return (
    temperature * GUMBEL_NOISE[drawBelow(master, GUMBEL_NOISE.length)]! -
    negatedReducedCost(master, column)
  );
}

/** The standard Gumbel distribution as 1024 equally likely values. */
const GUMBEL_NOISE = Float64Array.from(
  { length: 1024 },
  (_, offset) => -Math.log(-Math.log((offset + 0.5) / 1024)),
);
