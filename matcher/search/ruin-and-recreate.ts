import { NO_COLUMN, NOBODY, slotsOf, WIDTH } from './columns.ts';
import { choose, drawBelow, unchoose, type RestrictedMaster } from './restricted-master.ts';
import { negatedReducedCost, temperatureFor } from './duals.ts';

/** How many exchanges are tried, and how readily a worse plan is gone on from (a share of the mean worth). */
export interface RuinAndRecreateOptions {
  readonly iterations: number;
  readonly acceptanceTemperature: number;
}

/** A plan on trial. */
interface Trial {
  readonly master: RestrictedMaster;
  readonly temperature: number;
  /** By slot the column that the trial chooses for it. */
  readonly current: Int32Array;
  /** The columns that the exchange in hand takes out and puts in. */
  readonly removed: number[];
  readonly inserted: number[];
}

/**
 * Improves the plan by exchanges: a group that somebody could be in is put in, the groups in its way are taken out, and whom they leave
 * are put into the best groups that are still to be had. What makes the plan better is kept, and current and then what makes it a little
 * worse, for the sake of what may come of it; the best plan on the way is the one that stands in the end, so it never gets worse.
 * (Ruin and recreate, Schrimpf et al. 2000; group and refill are drawn by how near they come to their members' worths.)
 * @param slots whose groups are tried; whom an exchange moves may be others
 */
export function ruinAndRecreate(
  master: RestrictedMaster,
  slots: readonly number[],
  options: RuinAndRecreateOptions,
): void {
  if (slots.length === 0) return;
  const temperature = temperatureFor(master, options.acceptanceTemperature);
  const current = master.chosen.slice(0, master.slots.length);
  const trial: Trial = { master, temperature, current, removed: [], inserted: [] };
  const best = current.slice();
  // Slots that changed since the best plan so far; and by how much the plan current and the best are beyond the one before.
  const since: number[] = [];
  let [beyond, most] = [0, 0];
  for (let tries = 0; tries < options.iterations; tries += 1) {
    const column = drawColumn(trial, slots[drawBelow(master, slots.length)] ?? NOBODY);
    if (column === NO_COLUMN) continue;
    const more = ruinAndInsert(trial, column);
    if (more < 0 && drawBelow(master, 1024) >= 1024 * Math.exp(more / temperature)) {
      undo(trial);
      continue;
    }
    beyond += more;
    for (const moved of trial.removed) since.push(...slotsOf(master.columns, moved));
    for (const moved of trial.inserted) since.push(...slotsOf(master.columns, moved));
    if (beyond <= most) continue;
    most = beyond;
    for (const index of since) best[index] = current[index] ?? NO_COLUMN;
    since.length = 0;
  }
  if (most > 0) replacePlan(master, best);
}

function replacePlan(master: RestrictedMaster, plan: Int32Array): void {
  const come = new Set<number>();
  const gone = new Set<number>();
  for (let index = 1; index < plan.length; index += 1) {
    const [before, after] = [master.chosen[index] ?? NO_COLUMN, plan[index] ?? NO_COLUMN];
    if (before === after) continue;
    if (before !== NO_COLUMN) gone.add(before);
    if (after !== NO_COLUMN) come.add(after);
  }
  for (const column of gone) unchoose(master, column);
  for (const column of come) choose(master, column);
}

/** One of a shopper's other groups, each the likelier the nearer it comes to what its members are worth. */
function drawColumn(trial: Trial, index: number): number {
  const { master, current } = trial;
  const own = current[index] ?? NO_COLUMN;
  const list = master.columns.lists[index];
  const count = master.columns.counts[index] ?? 0;
  let [drawn, most] = [NO_COLUMN, -Infinity];
  for (let at = 0; at < count; at += 1) {
    const column = list?.[at] ?? NO_COLUMN;
    if (column === own) continue;
    const value = perturbedProfit(trial, column);
    if (value > most) [drawn, most] = [column, value];
  }
  return drawn;
}

/** Puts a group in, and whom it displaces into others. @returns by how much the plan is better */
function ruinAndInsert(trial: Trial, column: number): number {
  const { master, current, removed, inserted } = trial;
  const { slots, gains } = master.columns;
  removed.length = 0;
  inserted.length = 0;
  inserted.push(column);
  let more = gains[column] ?? 0;
  for (let at = column * WIDTH; at < column * WIDTH + WIDTH; at += 1) {
    const before = current[slots[at] ?? NOBODY] ?? NO_COLUMN;
    if (before === NO_COLUMN || removed.includes(before)) continue;
    removed.push(before);
    more -= gains[before] ?? 0;
  }
  for (const before of removed) mark(trial, before, NO_COLUMN);
  mark(trial, column, column);
  for (let next = greedyRepair(trial); next !== NO_COLUMN; next = greedyRepair(trial)) {
    inserted.push(next);
    more += gains[next] ?? 0;
    mark(trial, next, next);
  }
  return more;
}

/** Of the groups that those without one since the exchange could be in, and that are free to be had, the best by a little luck. */
function greedyRepair(trial: Trial): number {
  const { master, current, removed } = trial;
  const { slots, lists, counts } = master.columns;
  let [best, most] = [NO_COLUMN, -Infinity];
  for (const before of removed) {
    for (let member = before * WIDTH; member < before * WIDTH + WIDTH; member += 1) {
      const index = slots[member] ?? NOBODY;
      if (index === NOBODY) break;
      if (current[index] !== NO_COLUMN) continue;
      const list = lists[index];
      const count = counts[index] ?? 0;
      for (let at = 0; at < count; at += 1) {
        const column = list?.[at] ?? NO_COLUMN;
        const first = column * WIDTH;
        // Nobody is in no group.
        if (
          current[slots[first] ?? NOBODY] !== NO_COLUMN ||
          current[slots[first + 1] ?? NOBODY] !== NO_COLUMN ||
          current[slots[first + 2] ?? NOBODY] !== NO_COLUMN ||
          current[slots[first + 3] ?? NOBODY] !== NO_COLUMN
        )
          continue;
        const value = perturbedProfit(trial, column);
        if (value > most) [best, most] = [column, value];
      }
    }
  }
  return best;
}

function undo(trial: Trial): void {
  for (const column of trial.inserted) mark(trial, column, NO_COLUMN);
  for (const column of trial.removed) mark(trial, column, column);
}

function mark({ master, current }: Trial, column: number, chosen: number): void {
  const { slots } = master.columns;
  for (let at = column * WIDTH; at < column * WIDTH + WIDTH; at += 1) {
    const index = slots[at] ?? NOBODY;
    if (index === NOBODY) break;
    current[index] = chosen;
  }
}

/** What a group gains beyond its members' worths, and a draw from Gumbel's distribution: the largest is a draw by the soft maximum. */
function perturbedProfit({ master, temperature }: Trial, column: number): number {
  return (
    temperature * (GUMBEL_NOISE[drawBelow(master, GUMBEL_NOISE.length)] ?? 0) -
    negatedReducedCost(master, column)
  );
}

/** Gumbel's distribution, in steps. */
const GUMBEL_NOISE = Float64Array.from(
  { length: 1024 },
  (_, at) => -Math.log(-Math.log((at + 0.5) / 1024)),
);
