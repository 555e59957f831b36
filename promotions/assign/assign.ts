import { SCALE } from '../receipt/arithmetic.ts';
import { divide } from './conflict-branching.ts';
import { bestAlone, machineOf } from '../kinds/kinds.ts';
import { dive } from './diving.ts';
import { greedy } from './greedy.ts';
import {
  beginning,
  bestPrices,
  isProven,
  quickPrices,
  roundingSlack,
  type Priced,
  type Problem,
  type Standing,
} from './dual-prices.ts';
import type { Receipt, Touch, Use } from '../receipt/receipt.ts';
import { layRow } from './unit-classes.ts';
import { hunt, type Found } from './beam-search.ts';
import { layTrack, type Track } from './state-graph.ts';
import { leavesNothingOut, usesOf } from './solution-uses.ts';
import type { Contender } from './contender.ts';
import type { Outlook } from './search-problem.ts';
import type { Assignments, Ways } from './assignments.ts';

/** Counted in expansions of the search; a second or two of work. */
export const EXPANSIONS = 2_000_000;
const STATES_LIMIT = 4_000_000;
const UNITS_LIMIT = 20_000;
/** How a search goes about it; whatever it is, what is exact is the same. */
export interface Manner {
  /** Few competitors are tried by dividing units between them first. */
  readonly divides: boolean;
  /** A narrow search at quick prices, then wider ones at the best prices; a small receipt is proven in the first. */
  readonly widths: readonly number[];
  /** From so many partial assignments on it pays to look for prices that suit what is left of the row. */
  readonly repricedFrom: number;
}

const USUAL: Manner = { divides: true, widths: [16, 64, 256, 2048, 16_384], repricedFrom: 500 };
/** What every search may spend, even when the receipt's budget is used up. */
const LEAST_EXPANSIONS = 3_000;
/** What looking for all equally good ways may spend. */
const WAYS_EXPANSIONS = 400_000;
const WAYS_LIMIT = 10_000;

/**
 * The assignment of units with the largest total of rounded, capped discounts (DESIGN 6, ruling 8). Method: Lagrangian
 * prices on units give every promotion its own best use of the row (an exact dynamic programme for each); their sum is an
 * upper bound, and a dynamic programme over the joint states, pruned by that bound, finds and proves the optimum.
 * See docs/adr/0010-promotion-engine.md.
 */
export function assign(
  touches: readonly Touch[],
  receipt: Receipt,
  given: {
    readonly ways: Ways;
    readonly budget: { left: number };
    readonly manner?: Manner;
  },
): Assignments {
  const manner = given.manner ?? USUAL;
  const [only] = touches;
  if (only !== undefined && touches.length === 1 && given.ways === 'one') {
    const use = only.best ?? bestAlone(only, receipt);
    if (use !== 'unanswered') return single(use);
  }
  if (given.ways === 'one' && manner.divides) {
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
  const solved = solve({ touches, receipt, row, tracks, budget }, given.ways, manner);
  given.budget.left -= before - budget.left;
  return solved;
}

function single(use: Use | undefined): Assignments {
  if (use === undefined || use.discountMinor === 0)
    return { valueMinor: 0, ways: [[]], exact: true };
  return { valueMinor: use.discountMinor, ways: [[use]], exact: true };
}

function solve(problem: Problem, all: Ways, manner: Manner): Assignments {
  const { tracks } = problem;
  const slacks = tracks.map((track) => roundingSlack(track));
  const slack = slacks.reduce((sum, one) => sum + one, 0);
  const start = greedy(problem.touches, problem.receipt);
  let { valueMinor } = start;
  let best: Found | undefined;
  let view = quickPrices(problem, { knownMinor: valueMinor, slack });
  let exact = isProven(view, { knownMinor: valueMinor, slack });
  for (const [phase, width] of manner.widths.entries()) {
    if (exact || problem.budget.left <= 0) break;
    const haul = hunted(problem, view, {
      slacks,
      width,
      all: false,
      atLeastMinor: valueMinor,
      manner,
    });
    const [found] = haul.found;
    if (found !== undefined && found.valueMinor > valueMinor) {
      best = found;
      ({ valueMinor } = found);
    }
    exact = haul.isComplete || isProven(view, { knownMinor: valueMinor, slack });
    if (exact || phase > 0) continue;
    view = bestPrices(problem, {
      standing: beginning(problem),
      near: view.pricePerClass,
      aim: { knownMinor: valueMinor, slack },
    });
    exact = isProven(view, { knownMinor: valueMinor, slack });
    if (exact) break;
    const dived = dive(problem, view.pricePerClass, problem.budget.left / 4);
    if (dived.valueMinor <= valueMinor) continue;
    best = dived;
    ({ valueMinor } = dived);
    exact = isProven(view, { knownMinor: valueMinor, slack });
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
      manner,
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
  readonly manner: Manner;
  readonly slacks: readonly number[];
  readonly width: number;
  readonly all: boolean;
  readonly atLeastMinor: number;
}

function hunted(problem: Problem, view: Priced, given: HuntGiven): ReturnType<typeof hunt> {
  const { row, tracks, touches } = problem;
  const contenders: Contender[] = tracks.map((track, index) => ({
    track,
    cap: (touches[index]?.compiled.capMinor ?? Infinity) * SCALE,
    slack: given.slacks[index] ?? 0,
  }));
  const slack = given.slacks.reduce((sum, one) => sum + one, 0);
  let near = view.pricePerClass;
  const reprice = (standing: Standing): Outlook => {
    const aim = { knownMinor: given.atLeastMinor - Number(given.all), slack };
    const fresh = bestPrices(problem, { standing, near, aim });
    near = fresh.pricePerClass;
    return outlookOf(problem, fresh);
  };
  const isWanted = row.classes.map((unitClass) =>
    tracks.some(
      ({ machine }) =>
        machine.takesAll && machine.moves(machine.start, unitClass.lines[0] ?? -1).length > 0,
    ),
  );
  return hunt({
    row,
    contenders,
    prices: outlookOf(problem, view),
    reprice,
    repricedFrom: given.manner.repricedFrom,
    isWanted,
    width: given.width,
    all: given.all,
    atLeastMinor: given.atLeastMinor,
    budget: problem.budget,
  });
}

function outlookOf(problem: Problem, view: Priced): Outlook {
  const { row } = problem;
  const worthAfter: number[] = Array.from(row.classOf, () => 0);
  worthAfter.push(0);
  for (let unit = row.classOf.length - 1; unit >= 0; unit -= 1) {
    worthAfter[unit] =
      (worthAfter[unit + 1] ?? 0) + (view.pricePerClass[row.classOf[unit] ?? 0] ?? 0);
  }
  return { prospects: view.prospects, worthAfter };
}
