import { loadHighs } from '../highs.ts';
import type { Groups } from './groups.ts';

/** A bound that no plan can be above, and prices of shoppers that prove it. */
export interface Bound {
  /** Rounded down to whole minor units. */
  readonly boundMinor: number;
  /** What each shopper is worth: no group gains more than its members' prices together, and `boundMinor` is their sum. */
  readonly prices: Float64Array;
}

/** The proven optimum over the groups, and the bound of the linear programme. */
export interface Proof {
  readonly isProven: boolean;
  readonly optimumMinor: number;
  readonly boundMinor: number;
}

/** Columns that come into the programme at once: the best so many of each shopper. */
const FIRST = 12;
const MORE = 6;
/** The bound is certified at every stage; below this share above the programme's value another stage is not worth its time. */
const CLOSE_ENOUGH = 1e-4;

/**
 * The linear programme over all groups, solved by generating columns: HiGHS solves it over some of them, and every group whose
 * gain is above its members' prices comes in, until there is none. The bound is proven by the prices alone, each lifted until no
 * group gains more than its members' prices; the solver need not be believed.
 */
export async function lpBound(groups: Groups, shoppers: number): Promise<Bound> {
  const highs = await loadHighs();
  const isIn = new Uint8Array(groups.count);
  let entering = bestOfEach(groups, shoppers, FIRST, (group) => groups.gainMinor[group] ?? 0, isIn);
  const columns: number[] = [];
  let best: Bound = { boundMinor: Infinity, prices: new Float64Array(shoppers) };
  while (entering.length > 0) {
    for (const group of entering) {
      isIn[group] = 1;
      columns.push(group);
    }
    const solved = highs.solve(programme(groups, columns, shoppers, false), { output_flag: false });
    const prices = new Float64Array(shoppers);
    for (const row of solved.Rows) {
      if ('Dual' in row && typeof row.Dual === 'number')
        prices[Number(row.Name.slice(1))] = Math.max(0, Math.abs(row.Dual));
    }
    const lifted = lift(groups, prices);
    const sum = lifted.reduce((total, price) => total + price, 0);
    if (sum < best.boundMinor) best = { boundMinor: sum, prices: lifted };
    if (best.boundMinor - solved.ObjectiveValue <= CLOSE_ENOUGH * solved.ObjectiveValue) break;
    entering = bestOfEach(
      groups,
      shoppers,
      MORE,
      (group) => (groups.gainMinor[group] ?? 0) - priceOf(groups, group, prices) - 1e-6,
      isIn,
    );
  }
  if (groups.count === 0) best = { boundMinor: 0, prices: new Float64Array(shoppers) };
  return { ...best, boundMinor: Math.floor(best.boundMinor + 1e-6) };
}

/**
 * The best disjoint groups, proven by HiGHS: every group whose price above its gain rules it out is left out, then the integer
 * programme over the rest.
 * @param atLeastMinor a total that is known to be possible, the higher the quicker
 */
export async function prove(
  groups: Groups,
  shoppers: number,
  atLeastMinor: number,
  seconds = 60,
): Promise<Proof> {
  if (groups.count === 0) return { isProven: true, optimumMinor: 0, boundMinor: 0 };
  const { boundMinor, prices } = await lpBound(groups, shoppers);
  const slack = boundMinor + 1 - atLeastMinor + 1;
  const left: number[] = [];
  for (let group = 0; group < groups.count; group += 1) {
    if (priceOf(groups, group, prices) - (groups.gainMinor[group] ?? 0) <= slack) left.push(group);
  }
  const highs = await loadHighs();
  const whole = highs.solve(programme(groups, left, shoppers, true), {
    output_flag: false,
    mip_rel_gap: 0,
    time_limit: seconds,
  });
  return {
    isProven: whole.Status === 'Optimal',
    optimumMinor: Math.round(whole.ObjectiveValue),
    boundMinor,
  };
}

function priceOf(groups: Groups, group: number, prices: Float64Array): number {
  let sum = 0;
  for (let at = group * 4; at < group * 4 + 4; at += 1) {
    const member = groups.members[at] ?? -1;
    if (member < 0) break;
    sum += prices[member] ?? 0;
  }
  return sum;
}

/** Prices raised until no group gains more than its members' prices together. */
function lift(groups: Groups, prices: Float64Array): Float64Array {
  const lifts = new Float64Array(prices.length);
  for (let group = 0; group < groups.count; group += 1) {
    const short = (groups.gainMinor[group] ?? 0) - priceOf(groups, group, prices);
    if (short <= 0) continue;
    const size = groups.members.subarray(group * 4, group * 4 + 4).filter((at) => at >= 0).length;
    for (let at = group * 4; at < group * 4 + size; at += 1) {
      const member = groups.members[at] ?? 0;
      lifts[member] = Math.max(lifts[member] ?? 0, short / size);
    }
  }
  return prices.map((price, member) => price + (lifts[member] ?? 0));
}

/** For each shopper her best so many groups by a value that is above zero, of those that are not in yet. */
function bestOfEach(
  groups: Groups,
  shoppers: number,
  many: number,
  valueOf: (group: number) => number,
  isIn: Uint8Array,
): readonly number[] {
  const lists: { readonly group: number; readonly value: number }[][] = Array.from(
    { length: shoppers },
    () => [],
  );
  for (let group = 0; group < groups.count; group += 1) {
    if (isIn[group] === 1) continue;
    const value = valueOf(group);
    if (value <= 0) continue;
    for (let at = group * 4; at < group * 4 + 4; at += 1) {
      const list = lists[groups.members[at] ?? -1];
      if (list === undefined) break;
      if (list.length === many && value <= (list.at(-1)?.value ?? 0)) continue;
      let place = list.length;
      while (place > 0 && (list[place - 1]?.value ?? 0) < value) place -= 1;
      list.splice(place, 0, { group, value });
      if (list.length > many) list.pop();
    }
  }
  return [...new Set(lists.flatMap((list) => list.map(({ group }) => group)))];
}

/** The choice of disjoint groups, in the text form that HiGHS reads; columns are named by their group. */
export function programme(
  groups: Groups,
  columns: readonly number[],
  shoppers: number,
  isWhole: boolean,
): string {
  const rows: string[][] = Array.from({ length: shoppers }, () => []);
  const objective: string[] = [];
  for (const group of columns) {
    objective.push(`${groups.gainMinor[group] ?? 0} x${group}`);
    for (let at = group * 4; at < group * 4 + 4; at += 1)
      rows[groups.members[at] ?? -1]?.push(`x${group}`);
  }
  const names = columns.map((group) => `x${group}`);
  const wrapped = (terms: readonly string[], joint: string): string => {
    const lines: string[] = [];
    for (let from = 0; from < terms.length; from += 20)
      lines.push(terms.slice(from, from + 20).join(joint));
    return lines.join(`\n${joint}`);
  };
  return [
    'Maximize',
    ` obj: ${wrapped(objective, ' + ')}`,
    'Subject To',
    ...rows.flatMap((terms, index) =>
      terms.length === 0 ? [] : [` r${index}: ${wrapped(terms, ' + ')} <= 1`],
    ),
    isWhole ? 'Binary' : 'Bounds',
    ...(isWhole ? [` ${wrapped(names, ' ')}`] : names.map((name) => ` 0 <= ${name} <= 1`)),
    'End',
  ].join('\n');
}
