import { greatestCommonDivisor, roundHalfUp, SCALE } from './arithmetic.ts';
import { divide } from './divide.ts';
import { bestAlone, machineOf } from './kinds/kinds.ts';
import type { Receipt, Take, Touch, Use } from './receipt.ts';
import { layRow, type Row } from './rows.ts';
import { hunt, type Contender, type Found } from './search.ts';
import { addDemand, layTrack, prospects, type Prospects, type Track } from './track.ts';

/** Ways in which the item promotions of one connected part of a receipt share its units, all with the same total. */
export interface Assignments {
  readonly valueMinor: number;
  /** At least one. The first is the canonical one. */
  readonly ways: readonly (readonly Use[])[];
  /** False when the bound on operations stopped the search. */
  readonly exact: boolean;
}

/**
 * Which of the best ways are wanted: the canonical one; those in which plain and quantity promotions take all that they can
 * (they may differ in which lines are discounted); or also those that leave units over for a retailer row.
 */
export type Ways = 'one' | 'full' | 'every';

/** Counted in expansions of the search; about a second's work. */
export const EXPANSIONS = 1_000_000;
const STATES_LIMIT = 4_000_000;
const UNITS_LIMIT = 20_000;
/** Better prices, then a wider search; a small receipt is proven in the first phases. */
const PHASES = [
  { rounds: 30, width: 16 },
  { rounds: 120, width: 64 },
  { rounds: 250, width: 512 },
  { rounds: 400, width: 4096 },
] as const;
/** So many steps along a track are as much work as one expansion. */
const STEPS_PER_EXPANSION = 100;
/** What every search may spend, even when the receipt's budget is used up. */
const LEAST_EXPANSIONS = 3_000;
/** What looking for all equally good ways may spend. */
const WAYS_EXPANSIONS = 60_000;
const WAYS_LIMIT = 2_000;

/**
 * The assignment of units with the largest total of rounded, capped discounts (DESIGN 6, ruling 8). Method: Lagrangian
 * prices on units give every promotion its own best use of the row (an exact dynamic programme for each); their sum is an
 * upper bound, and a dynamic programme over the joint states, pruned by that bound, finds and proves the optimum.
 * See docs/adr/0010-promotion-engine.md.
 */
export function assign(
  touches: readonly Touch[],
  receipt: Receipt,
  given: { readonly ways: Ways; readonly budget: { left: number } },
): Assignments {
  const [only] = touches;
  if (only !== undefined && touches.length === 1 && given.ways === 'one') {
    const use = only.best ?? bestAlone(only, receipt);
    if (use !== 'unanswered') return single(use);
  }
  if (given.ways === 'one') {
    const divided = divide(touches, receipt);
    if (divided !== undefined) {
      return { valueMinor: divided.valueMinor, ways: [divided.uses], exact: true };
    }
  }
  const machines = touches.map((touch) => machineOf(touch, receipt));
  const units = touches.reduce(
    (sum, touch) =>
      Math.max(
        sum,
        touch.lines.reduce((n, line) => n + (receipt.quantity[line] ?? 0), 0),
      ),
    0,
  );
  if (units > UNITS_LIMIT) return greedy(touches, receipt);
  const row = layRow(
    touches,
    receipt,
    (touch) => given.ways !== 'one' || machines[touches.indexOf(touch)]?.perLine === true,
  );
  const tracks: Track[] = [];
  for (const machine of machines) {
    const track = layTrack(machine, row, STATES_LIMIT);
    if (track === undefined) return greedy(touches, receipt);
    tracks.push(track);
  }
  const budget = { left: Math.max(given.budget.left, LEAST_EXPANSIONS) };
  const before = budget.left;
  const solved = solve({ touches, receipt, row, tracks, budget }, given.ways);
  given.budget.left -= before - budget.left;
  return solved;
}

function single(use: Use | undefined): Assignments {
  if (use === undefined || use.discountMinor === 0)
    return { valueMinor: 0, ways: [[]], exact: true };
  return { valueMinor: use.discountMinor, ways: [[use]], exact: true };
}

interface Problem {
  readonly touches: readonly Touch[];
  readonly receipt: Receipt;
  readonly row: Row;
  readonly tracks: readonly Track[];
  readonly budget: { left: number };
}

interface Priced {
  readonly pricePerClass: readonly number[];
  readonly prospects: readonly Prospects[];
  /** Upper bound on the gains of any assignment, in ten-thousandths, without rounding. */
  readonly bound: number;
}

function priced(problem: Problem, pricePerClass: readonly number[]): Priced {
  const { row, tracks } = problem;
  const seen = tracks.map((track) => prospects(track, row, pricePerClass));
  let bound = row.classes.reduce(
    (sum, unitClass, index) => sum + unitClass.units * (pricePerClass[index] ?? 0),
    0,
  );
  for (const [index, one] of seen.entries()) {
    const cap = (problem.touches[index]?.compiled.capMinor ?? Infinity) * SCALE;
    bound += Math.min(one[0]?.[0] ?? 0, cap);
  }
  return { pricePerClass, prospects: seen, bound };
}

function solve(problem: Problem, all: Ways): Assignments {
  const { tracks, row } = problem;
  const slacks = tracks.map((track) => roundingSlack(track));
  const slack = slacks.reduce((sum, one) => sum + one, 0);
  const start = greedy(problem.touches, problem.receipt);
  let { valueMinor } = start;
  let best: Found | undefined;
  let view = priced(
    problem,
    row.classes.map(() => 0),
  );
  const isProven = (): boolean => Math.floor((view.bound + slack) / SCALE) <= valueMinor;
  let exact = isProven();
  for (const phase of PHASES) {
    if (exact || problem.budget.left <= 0) break;
    view = bestPrices(problem, view, { knownMinor: valueMinor, slack, rounds: phase.rounds });
    exact = isProven();
    if (exact) break;
    const haul = hunted(problem, view, {
      slacks,
      width: phase.width,
      all: false,
      atLeastMinor: valueMinor,
    });
    const [found] = haul.found;
    if (found !== undefined && found.valueMinor > valueMinor) {
      best = found;
      ({ valueMinor } = found);
    }
    exact = haul.isComplete || isProven();
  }
  let ways = best === undefined ? start.ways : [usesOf(problem, best)];
  if (all !== 'one' && exact) {
    const budget = {
      left: Math.max(LEAST_EXPANSIONS, Math.min(WAYS_EXPANSIONS, problem.budget.left)),
    };
    problem.budget.left -= budget.left;
    const haul = hunted({ ...problem, budget }, view, {
      slacks,
      width: WAYS_LIMIT,
      all: true,
      atLeastMinor: valueMinor,
    });
    const every = haul.found
      .filter((found) => found.valueMinor === valueMinor)
      .filter((found) => all === 'every' || leavesNothingOut(problem, found))
      .map((found) => usesOf(problem, found));
    if (every.length > 0) ways = every;
    exact = haul.isComplete;
  }
  return { valueMinor, ways, exact };
}

interface HuntGiven {
  readonly slacks: readonly number[];
  readonly width: number;
  readonly all: boolean;
  readonly atLeastMinor: number;
}

function hunted(problem: Problem, view: Priced, given: HuntGiven): ReturnType<typeof hunt> {
  const { row, tracks, touches } = problem;
  const worthAfter: number[] = Array.from(row.classOf, () => 0);
  worthAfter.push(0);
  for (let unit = row.classOf.length - 1; unit >= 0; unit -= 1) {
    worthAfter[unit] =
      (worthAfter[unit + 1] ?? 0) + (view.pricePerClass[row.classOf[unit] ?? 0] ?? 0);
  }
  const contenders: Contender[] = tracks.map((track, index) => ({
    track,
    prospects: view.prospects[index] ?? [],
    cap: (touches[index]?.compiled.capMinor ?? Infinity) * SCALE,
    slack: given.slacks[index] ?? 0,
  }));
  const isWanted = row.classes.map((unitClass) =>
    tracks.some(
      ({ machine }) =>
        machine.takesAll && machine.moves(machine.start, unitClass.lines[0] ?? -1).length > 0,
    ),
  );
  return hunt({
    row,
    contenders,
    worthAfter,
    isWanted,
    width: given.width,
    all: given.all,
    atLeastMinor: given.atLeastMinor,
    budget: problem.budget,
  });
}

interface Aim {
  readonly knownMinor: number;
  readonly slack: number;
  readonly rounds: number;
}

/** Subgradient steps towards the prices with the smallest bound. Prices stay whole, so that bounds stay exact. */
function bestPrices(problem: Problem, start: Priced, aim: Aim): Priced {
  const { row, tracks } = problem;
  const target = aim.knownMinor * SCALE;
  const size = tracks.reduce((sum, track) => sum + track.size, 0);
  const cost = size / STEPS_PER_EXPANSION;
  const rounds = Math.min(aim.rounds, Math.ceil(Math.max(0, problem.budget.left) / cost));
  let best = start;
  let view = start;
  let pace = 1;
  let stale = 0;
  for (let round = 0; round < rounds; round += 1) {
    problem.budget.left -= cost;
    const excess = row.classes.map((unitClass) => -unitClass.units);
    for (const [index, track] of tracks.entries()) {
      addDemand(track, row, {
        pricePerClass: view.pricePerClass,
        prospects: view.prospects[index] ?? [],
        taken: excess,
      });
    }
    let norm = 0;
    for (const [place, over] of excess.entries()) {
      if (over > 0 || (view.pricePerClass[place] ?? 0) > 0) norm += over * over;
    }
    if (norm === 0) break;
    const step = (pace * Math.max(view.bound - target, SCALE / 2)) / norm;
    view = priced(
      problem,
      view.pricePerClass.map((price, place) =>
        Math.max(0, Math.round(price + step * (excess[place] ?? 0))),
      ),
    );
    if (view.bound < best.bound) {
      best = view;
      stale = 0;
      if (Math.floor((best.bound + aim.slack) / SCALE) <= aim.knownMinor) break;
    } else {
      stale += 1;
      if (stale % 8 === 0) {
        pace /= 2;
        view = best;
      }
      if (pace < 1e-4) break;
    }
  }
  return best;
}

/**
 * The most that rounding half up can add to a machine's total, in ten-thousandths. Its gains are multiples of their greatest
 * common divisor g, so the best case is the smallest multiple of g at or above one half.
 */
function roundingSlack(track: Track): number {
  let divisor = SCALE;
  for (const stage of track.stages) {
    for (const gain of stage.gains) {
      divisor = greatestCommonDivisor(divisor, Math.abs(gain) % SCALE);
    }
  }
  if (divisor === SCALE) return 0;
  return SCALE - Math.ceil(SCALE / 2 / divisor) * divisor;
}

/** Whether every unit left alone is one that no plain promotion, and no quantity promotion that fires, could take in as it is. */
function leavesNothingOut(problem: Problem, found: Found): boolean {
  const { tracks, row } = problem;
  for (const [index, track] of tracks.entries()) {
    if (!track.machine.prefersAll) continue;
    let state = 0;
    let count = 0;
    let spare = 0;
    // Stages are walked again, because what fits depends on where the machine ends: on the line, or on the receipt.
    for (const [unit, step] of found.steps.entries()) {
      const stage = track.stages[unit];
      if (stage === undefined) return true;
      if (step.machine === index) {
        count += 1;
        state = stage.to[step.edge] ?? 0;
      } else {
        const canTake = (stage.edgesFrom[state + 1] ?? 0) > (stage.edgesFrom[state] ?? 0);
        if (step.machine < 0 && canTake) spare += 1;
        state = stage.skips[state] ?? 0;
      }
      const isEnd = track.machine.perLine
        ? row.endsLine[unit] === true
        : unit === found.steps.length - 1;
      if (!isEnd) continue;
      if (spare > 0 && track.machine.fitsOneMore(count)) return false;
      [count, spare] = [0, 0];
    }
  }
  return true;
}

interface Taking {
  readonly machine: number;
  readonly isTarget: boolean;
  readonly weight: number;
}

function usesOf(problem: Problem, found: Found): readonly Use[] {
  const { row, touches, receipt, tracks } = problem;
  const takes: Map<number, Take>[] = touches.map(() => new Map());
  const byClass: Taking[][] = row.classes.map(() => []);
  for (const [unit, { machine, edge }] of found.steps.entries()) {
    const stage = tracks[machine]?.stages[unit];
    if (stage === undefined) continue;
    byClass[row.classOf[unit] ?? 0]?.push({
      machine,
      isTarget: stage.isTarget[edge] === 1,
      weight: stage.weights[edge] ?? 0,
    });
  }
  for (const [index, taking] of byClass.entries()) {
    // Canonical lines first, for the earlier promotion first, the discounted units first.
    const lines = row.classes[index]?.lines ?? [];
    taking.sort((a, b) => a.machine - b.machine || Number(b.isTarget) - Number(a.isTarget));
    let place = 0;
    let left = receipt.quantity[lines[0] ?? 0] ?? 0;
    for (const { machine, isTarget, weight } of taking) {
      while (left === 0) {
        place += 1;
        left = receipt.quantity[lines[place] ?? 0] ?? 0;
      }
      left -= 1;
      const line = lines[place] ?? 0;
      const before = takes[machine]?.get(line);
      takes[machine]?.set(line, {
        line,
        units: (before?.units ?? 0) + 1,
        targets: (before?.targets ?? 0) + Number(isTarget),
        weight: (before?.weight ?? 0) + weight,
      });
    }
  }
  const uses: Use[] = [];
  for (const [index, touch] of touches.entries()) {
    const taken = [...(takes[index]?.values() ?? [])];
    const discountMinor = Math.min(roundHalfUp(found.gains[index] ?? 0), touch.compiled.capMinor);
    if (discountMinor <= 0) continue;
    const units = taken.reduce((sum, take) => sum + take.units, 0);
    const targets = taken.reduce((sum, take) => sum + take.targets, 0);
    const times = problem.tracks[index]?.machine.times(units, targets) ?? 0;
    uses.push({ compiled: touch.compiled, times, discountMinor, takes: taken });
  }
  return uses;
}

/** Beyond every bound: promotions in turn, the one that gives most with what is left first. Not exact, and says so. */
function greedy(touches: readonly Touch[], receipt: Receipt): Assignments {
  const quantity = [...receipt.quantity];
  const uses: Use[] = [];
  const open = new Set(touches);
  let valueMinor = 0;
  while (open.size > 0) {
    let best: { readonly touch: Touch; readonly use: Use } | undefined;
    for (const touch of open) {
      const use = bestAlone(touch, { ...receipt, quantity });
      if (use === undefined || use === 'unanswered' || isNotLowest(touch, use, receipt)) continue;
      if (use.discountMinor > (best?.use.discountMinor ?? 0)) best = { touch, use };
    }
    if (best === undefined) break;
    open.delete(best.touch);
    uses.push(best.use);
    valueMinor += best.use.discountMinor;
    for (const take of best.use.takes) {
      quantity[take.line] = (quantity[take.line] ?? 0) - take.units;
    }
  }
  uses.sort((a, b) => a.compiled.index - b.compiled.index);
  return { valueMinor, ways: [uses], exact: false };
}

/** A `cheapest` promotion whose unit somebody else took gives nothing; the next cheapest does not stand in (ruling 7). */
function isNotLowest(touch: Touch, use: Use, receipt: Receipt): boolean {
  if (touch.compiled.promotion.kind !== 'cheapest') return false;
  const whole = bestAlone(touch, receipt);
  if (whole === undefined || whole === 'unanswered') return true;
  const priceOf = (of: Use): number | undefined => receipt.unitPriceMinor[of.takes[0]?.line ?? -1];
  return priceOf(whole) !== priceOf(use);
}
