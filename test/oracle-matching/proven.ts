import type { Highs } from 'highs';
import type { MatchInput } from '../../contracts/match.ts';
import type { Promotion } from '../../contracts/promotion.ts';

/** A feasible group of an instance. */
export interface Group {
  /** Places in `input.shoppers`, ascending. */
  readonly members: readonly number[];
  readonly gainMinor: number;
}

/** What promotions of the instances give depends on two sums only; the oracle's own arithmetic. */
function givesOn(promotion: Promotion, spendMinor: number, units: number): number {
  if (promotion.kind === 'spend') {
    const tier = promotion.tiers.findLast((candidate) => spendMinor >= candidate.spendMinor);
    if (tier === undefined || !('offMinor' in tier.reward)) return 0;
    const times = promotion.repeat ? Math.floor(spendMinor / tier.spendMinor) : 1;
    return Math.min(spendMinor, times * tier.reward.offMinor);
  }
  if (promotion.kind === 'quantity') {
    const tier = promotion.tiers.findLast((candidate) => units >= candidate.quantity);
    if (tier === undefined || !('percentOff' in tier.reward)) return 0;
    return Math.floor((2 * spendMinor * tier.reward.percentOff + 100) / 200);
  }
  throw new Error(`the instances have no ${promotion.kind}`);
}

interface Stake {
  readonly spendMinor: number;
  readonly units: number;
  readonly aloneMinor: number;
}

/**
 * Every feasible group of an instance of `makeInstance`, by plain enumeration over all sets of shoppers who may meet. Shares
 * need no look here: no promotion gives more than a line costs by far, so caps never bind.
 */
export function allGroups(input: MatchInput, largest = 4): readonly Group[] {
  const { shoppers, promotions } = input;
  const count = shoppers.length;
  const stakes: (Stake | undefined)[][] = promotions.map((promotion) => {
    const categories = promotion.scope.include?.categories ?? [];
    return shoppers.map((shopper) => {
      const lines = shopper.lines.filter((line) => categories.includes(line.category));
      if (lines.length === 0) return undefined;
      const spendMinor = lines.reduce(
        (total, line) => total + line.quantity * line.unitPriceMinor,
        0,
      );
      const units = lines.reduce((total, line) => total + line.quantity, 0);
      return { spendMinor, units, aloneMinor: givesOn(promotion, spendMinor, units) };
    });
  });
  const may = shoppers.map((a) =>
    shoppers.map(
      (b) =>
        a !== b && !a.requirements.blocks.includes(b.id) && !b.requirements.blocks.includes(a.id),
    ),
  );
  const pointsOf = (index: number): readonly string[] => {
    const points = shoppers[index]?.requirements.meetingPoints;
    return points === undefined || points === 'any' ? [] : points;
  };
  const minimum = shoppers.map((shopper) => shopper.requirements.minSavingMinor);
  const size = shoppers.map((shopper) => Math.min(largest, shopper.requirements.maxGroupSize));

  const gainOf = (members: readonly number[]): number => {
    let total = 0;
    for (const [place, promotion] of promotions.entries()) {
      const inIt = members.flatMap((member) => stakes[place]?.[member] ?? []);
      if (inIt.length < 2) continue;
      let best = 0;
      for (let mask = 3; mask < 1 << inIt.length; mask += 1) {
        let [spendMinor, units, aloneMinor] = [0, 0, 0];
        for (const [bit, stake] of inIt.entries()) {
          if ((mask & (1 << bit)) === 0) continue;
          spendMinor += stake.spendMinor;
          units += stake.units;
          aloneMinor += stake.aloneMinor;
        }
        best = Math.max(best, givesOn(promotion, spendMinor, units) - aloneMinor);
      }
      total += best;
    }
    return total;
  };
  const known = new Map<number, number>();
  const remembered = (members: readonly number[]): number => {
    if (members.length < 2) return 0;
    let key = 0;
    for (const member of members) key = key * 1024 + member + 1;
    let gain = known.get(key);
    if (gain === undefined) {
      gain = gainOf(members);
      if (members.length < 4) known.set(key, gain);
    }
    return gain;
  };

  const groups: Group[] = [];
  const grow = (members: readonly number[], points: readonly string[]): void => {
    const last = members.at(-1) ?? -1;
    for (let next = last + 1; next < count; next += 1) {
      if (!members.every((member) => may[member]?.[next] === true)) continue;
      const common =
        members.length === 0
          ? pointsOf(next)
          : points.filter((point) => pointsOf(next).includes(point));
      if (common.length === 0) continue;
      const group = [...members, next];
      if (group.some((member) => (size[member] ?? 0) < group.length)) continue;
      if (group.length >= 2) {
        const gainMinor = remembered(group);
        const isFeasible =
          gainMinor >= group.reduce((total, member) => total + (minimum[member] ?? 0), 0) &&
          group.every(
            (member, place) =>
              gainMinor - remembered(group.toSpliced(place, 1)) >= (minimum[member] ?? 0),
          );
        if (isFeasible) groups.push({ members: group, gainMinor });
      }
      if (group.length < largest) grow(group, common);
    }
  };
  grow([], []);
  return groups;
}

/** The proven optimum over the groups, and the bound of the linear programme. */
export interface Proof {
  readonly isProven: boolean;
  readonly optimumMinor: number;
  readonly boundMinor: number;
}

/**
 * The best disjoint groups, proven by HiGHS: the linear programme, then every group whose reduced cost rules it out is left out,
 * then the integer programme over the rest.
 * @param atLeastMinor a total that is known to be possible, the higher the quicker
 */
export async function prove(
  groups: readonly Group[],
  shoppers: number,
  atLeastMinor: number,
  limits: { readonly onlyBound?: boolean; readonly seconds?: number } = {},
): Promise<Proof> {
  if (groups.length === 0) return { isProven: true, optimumMinor: 0, boundMinor: 0 };
  const highs = await loadHighs();
  const relaxed = highs.solve(programme(groups, shoppers, false), { output_flag: false });
  const boundMinor = Math.floor(relaxed.ObjectiveValue + 1e-6);
  if (limits.onlyBound === true) return { isProven: false, optimumMinor: atLeastMinor, boundMinor };
  const duals = new Map<string, number>();
  for (const row of relaxed.Rows) {
    if ('Dual' in row && typeof row.Dual === 'number') duals.set(row.Name, Math.abs(row.Dual));
  }
  const slack = relaxed.ObjectiveValue - atLeastMinor + 1;
  const left = groups.filter((group) => {
    const price = group.members.reduce(
      (total, member) => total + (duals.get(`r${member}`) ?? 0),
      0,
    );
    return price - group.gainMinor <= slack;
  });
  const whole = highs.solve(programme(left, shoppers, true), {
    output_flag: false,
    mip_rel_gap: 0,
    time_limit: limits.seconds ?? 60,
  });
  return {
    isProven: whole.Status === 'Optimal',
    optimumMinor: Math.round(whole.ObjectiveValue),
    boundMinor,
  };
}

/** The package's types describe its CommonJS form; what an import gives is the loader itself. */
async function loadHighs(): Promise<Highs> {
  const imported: { readonly default: unknown } = await import('highs');
  const loader = imported.default;
  if (typeof loader !== 'function') throw new Error('highs exports no loader');
  const highs: Highs = await loader();
  return highs;
}

function programme(groups: readonly Group[], shoppers: number, isWhole: boolean): string {
  const rows: string[][] = Array.from({ length: shoppers }, () => []);
  const objective: string[] = [];
  for (const [index, group] of groups.entries()) {
    objective.push(`${group.gainMinor} x${index}`);
    for (const member of group.members) rows[member]?.push(`x${index}`);
  }
  const names = groups.map((_, index) => `x${index}`);
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
