import type { BasketLine } from '../../contracts/basket.ts';
import type { MatchInput, MatchShopper } from '../../contracts/match.ts';
import type { Promotion } from '../../contracts/promotion.ts';

/*
 * The definitions of docs/rules.md#value-and-shares, slow and obvious, sharing nothing with promotions/ or matcher/. It prices
 * only what the generators here make: each promotion names one category and no two name the same, so a component is a category,
 * and a promotion without conditions on lines other than its own.
 */

type Lines = readonly BasketLine[];

/** What one promotion gives on a receipt, by its definition. */
export function gives(
  promotion: Promotion,
  receipt: Lines,
  registered: boolean,
  used: number,
): number {
  if (promotion.members === 'registered' && !registered) return 0;
  const category = promotion.scope.include?.categories?.[0];
  const units: number[] = [];
  for (const line of receipt) {
    if (line.category !== category) continue;
    for (let unit = 0; unit < line.quantity; unit += 1) units.push(line.unitPriceMinor);
  }
  units.sort((a, b) => b - a);
  const perDay = (promotion.limit?.perShopperPerDay ?? Infinity) - used;
  const limit = Math.min(promotion.limit?.perReceipt ?? Infinity, perDay);
  if (limit <= 0) return 0;
  const sum = units.reduce((total, unit) => total + unit, 0);
  const cap = promotion.capMinor ?? Infinity;
  switch (promotion.kind) {
    case 'spend': {
      let discount = 0;
      for (const tier of promotion.tiers) {
        if (sum < tier.spendMinor) continue;
        if ('percentOff' in tier.reward) discount = roundHalfUp(sum * tier.reward.percentOff, 100);
        else if (promotion.repeat) {
          let times = 0;
          while (
            (times + 1) * tier.spendMinor <= sum &&
            times + 1 <= limit &&
            times + 1 <= (promotion.maxTimes ?? Infinity)
          ) {
            times += 1;
          }
          discount = times * tier.reward.offMinor;
        } else discount = tier.reward.offMinor;
      }
      return Math.min(discount, sum, cap);
    }
    case 'quantity': {
      let discount = 0;
      for (const tier of promotion.tiers) {
        if (units.length < tier.quantity) continue;
        if ('percentOff' in tier.reward) discount = roundHalfUp(sum * tier.reward.percentOff, 100);
        else throw new Error('the definition knows quantity promotions with percentOff only');
      }
      return Math.min(discount, sum, cap);
    }
    case 'multi-buy': {
      // Dearest first in blocks: of each block the last, cheapest ones are free. No grouping is better for the customer.
      const block = promotion.buy + promotion.get;
      let discount = 0;
      for (let times = 0; (times + 1) * block <= units.length && times < limit; times += 1) {
        for (let free = promotion.buy; free < block; free += 1) {
          discount += units[times * block + free] ?? 0;
        }
      }
      return Math.min(roundHalfUp(discount * promotion.reward.percentOff, 100), cap);
    }
    case 'buy-get':
    case 'bundle':
    case 'cheapest':
    case 'plain':
      throw new Error(`the definition does not know ${promotion.kind}`);
  }
}

function roundHalfUp(numerator: number, denominator: number): number {
  return Math.floor((2 * numerator + denominator) / (2 * denominator));
}

/** `D(receipt)` in somebody's name. */
export function discount(
  promotions: readonly Promotion[],
  receipt: Lines,
  registered: boolean,
  used: Readonly<Record<string, number>>,
): number {
  return promotions.reduce(
    (sum, promotion) => sum + gives(promotion, receipt, registered, used[promotion.id] ?? 0),
    0,
  );
}

/** A choice of joint lines: by shopper, the categories that she puts on the joint receipt. */
interface Choice {
  readonly valueMinor: number;
  readonly joint: readonly { readonly shopper: string; readonly line: string }[];
  readonly registered: boolean;
}

/**
 * The categories whose lines a shopper may put on a joint receipt: docs/rules.md#ruling-b, docs/rules.md#ruling-c,
 * docs/rules.md#ruling-f.
 */
export function bringable(
  shopper: MatchShopper,
  promotions: readonly Promotion[],
): readonly string[] {
  const { promotions: list } = shopper.requirements;
  return promotions
    .filter((promotion) => promotion.pooling === 'allowed')
    .filter((promotion) => list === 'any' || list.includes(promotion.id))
    .map((promotion) => promotion.scope.include?.categories?.[0] ?? '')
    .filter((category) => shopper.lines.some((line) => line.category === category));
}

/** `V(G)` and its joint lines: every choice of who puts which of her categories on the joint receipt is priced. */
export function bestChoice(
  group: readonly MatchShopper[],
  promotions: readonly Promotion[],
): Choice {
  const bits = group.flatMap((shopper, who) =>
    bringable(shopper, promotions).map((category) => ({ who, category })),
  );
  let best: Choice | undefined;
  for (let mask = 0; mask < 1 << bits.length; mask += 1) {
    const chosen = bits.filter((_, index) => (mask & (1 << index)) !== 0);
    const onJoint = group.map((shopper, who) =>
      shopper.lines.filter((line) =>
        chosen.some((bit) => bit.who === who && bit.category === line.category),
      ),
    );
    const contributors = group.filter((_, who) => chosen.some((bit) => bit.who === who));
    const registered = contributors.every((shopper) => shopper.member);
    let valueMinor = 0;
    for (const promotion of promotions) {
      const category = promotion.scope.include?.categories?.[0];
      const used = group
        .filter((_, who) => chosen.some((bit) => bit.who === who && bit.category === category))
        .map((shopper) => shopper.usedToday[promotion.id] ?? 0);
      valueMinor += gives(promotion, onJoint.flat(), registered, Math.max(0, ...used));
    }
    for (const [who, shopper] of group.entries()) {
      const own = shopper.lines.filter((line) => !(onJoint[who] ?? []).includes(line));
      valueMinor += discount(promotions, own, shopper.member, shopper.usedToday);
    }
    const joint = group.flatMap((shopper, who) =>
      (onJoint[who] ?? []).map((line) => ({ shopper: shopper.id, line: line.id })),
    );
    const candidate = { valueMinor, joint, registered };
    if (best === undefined || isBetter(candidate, best)) best = candidate;
  }
  if (best === undefined) throw new Error('there is always the empty choice');
  return best;
}

/** docs/rules.md#ruling-j: larger value, fewer lines, smaller ids. */
function isBetter(a: Choice, b: Choice): boolean {
  if (a.valueMinor !== b.valueMinor) return a.valueMinor > b.valueMinor;
  if (a.joint.length !== b.joint.length) return a.joint.length < b.joint.length;
  const text = (choice: Choice): string =>
    choice.joint
      .map(({ shopper, line }) => `${shopper}\u0000${line}`)
      .sort()
      .join('\u0001');
  return text(a) < text(b);
}

/** `gain(G)`. */
export function gain(group: readonly MatchShopper[], promotions: readonly Promotion[]): number {
  return (
    bestChoice(group, promotions).valueMinor -
    group.reduce(
      (sum, shopper) =>
        sum + discount(promotions, shopper.lines, shopper.member, shopper.usedToday),
      0,
    )
  );
}

/** What a group comes to, or why it is not to be. */
export type Verdict =
  | { readonly kind: 'infeasible'; readonly why: string }
  | {
      readonly kind: 'feasible';
      readonly gainMinor: number;
      readonly joint: Choice['joint'];
      /** By shopper id. */
      readonly saves: ReadonlyMap<string, number>;
      readonly meetingPoint: string | undefined;
    };

/** Canonical order: earlier arrival, then id. */
export function canonical(group: readonly MatchShopper[]): readonly MatchShopper[] {
  const since = (shopper: MatchShopper): number =>
    Date.parse(shopper.waitingSince ?? '9999-12-31T00:00:00Z');
  return group.toSorted((a, b) => since(a) - since(b) || (a.id < b.id ? -1 : 1));
}

export function judge(
  unordered: readonly MatchShopper[],
  input: MatchInput,
  venuePoints: readonly string[] = [],
): Verdict {
  const group = canonical(unordered);
  const no = (why: string): Verdict => ({ kind: 'infeasible', why });
  if (group.length < 2) return no('alone');
  for (const shopper of group) {
    const needs = shopper.requirements;
    if (group.length > needs.maxGroupSize) return no('too many');
    if (group.some((other) => other !== shopper && needs.blocks.includes(other.id)))
      return no('blocked');
    if (
      needs.until !== undefined &&
      input.at !== undefined &&
      Date.parse(needs.until) < Date.parse(input.at) + 600_000
    ) {
      return no('no time');
    }
  }
  const meeting = meetingPoint(group, venuePoints);
  if (meeting === 'none') return no('no meeting point');
  const { promotions } = input;
  const total = gain(group, promotions);
  const minima = group.map((shopper) => shopper.requirements.minSavingMinor);
  if (total < minima.reduce((sum, minimum) => sum + minimum, 0)) return no('gain below minima');
  for (const shopper of group) {
    const rest = group.filter((other) => other !== shopper);
    const without = rest.length < 2 ? 0 : gain(rest, promotions);
    if (total - without < shopper.requirements.minSavingMinor) return no('free rider');
  }
  const choice = bestChoice(group, promotions);
  const caps = group.map((shopper) => {
    const joint = shopper.lines.filter((line) =>
      choice.joint.some((entry) => entry.shopper === shopper.id && entry.line === line.id),
    );
    const cost = joint.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0);
    return cost - discount(promotions, joint, shopper.member, shopper.usedToday);
  });
  if (caps.some((cap, index) => cap < (minima[index] ?? 0))) return no('a minimum above the cap');
  const saves = shares(group, promotions, minima, caps);
  return {
    kind: 'feasible',
    gainMinor: total,
    joint: choice.joint,
    saves: new Map(group.map((shopper, index) => [shopper.id, saves[index] ?? 0])),
    meetingPoint: meeting,
  };
}

function meetingPoint(
  group: readonly MatchShopper[],
  venuePoints: readonly string[],
): string | undefined {
  const lists = group.map((shopper) => shopper.requirements.meetingPoints);
  const order =
    lists[0] !== 'any'
      ? lists[0]
      : venuePoints.length > 0
        ? venuePoints
        : lists.find((list) => list !== 'any');
  if (order === undefined) return undefined;
  return (
    order.find(
      (point) =>
        (venuePoints.length === 0 || venuePoints.includes(point)) &&
        lists.every((list) => list === 'any' || list.some((other) => other === point)),
    ) ?? 'none'
  );
}

/** Shapley by every order of arrival, then floors out of the others' excess, then caps into the others' room, then whole units.
 *  In fractions of bigints. */
function shares(
  group: readonly MatchShopper[],
  promotions: readonly Promotion[],
  minima: readonly number[],
  caps: readonly number[],
): readonly number[] {
  let values: Fraction[] = group.map(() => fraction(0n, 1n));
  const orders = permutations(group.map((_, index) => index));
  for (const order of orders) {
    const inside: MatchShopper[] = [];
    let before = 0;
    for (const index of order) {
      const shopper = group[index];
      if (shopper === undefined) continue;
      inside.push(shopper);
      const after = inside.length < 2 ? 0 : gain(inside, promotions);
      values[index] = plus(
        values[index] ?? fraction(0n, 1n),
        fraction(BigInt(after - before), BigInt(orders.length)),
      );
      before = after;
    }
  }
  values = pushInto(values, minima, 'up');
  values = pushInto(values, caps, 'down');
  const floors = values.map((value) => value.over / value.under);
  let left = values.reduce(
    (sum, value, index) => plus(sum, plus(value, fraction(-(floors[index] ?? 0n), 1n))),
    fraction(0n, 1n),
  );
  const byRemainder = values
    .map((value, index) => ({ index, rest: plus(value, fraction(-(floors[index] ?? 0n), 1n)) }))
    .sort((a, b) => {
      const difference = a.rest.over * b.rest.under - b.rest.over * a.rest.under;
      return difference === 0n ? a.index - b.index : difference > 0n ? -1 : 1;
    });
  for (const { index } of byRemainder) {
    if (left.over <= 0n) break;
    floors[index] = (floors[index] ?? 0n) + 1n;
    left = plus(left, fraction(-1n, 1n));
  }
  return floors.map(Number);
}

function pushInto(
  values: readonly Fraction[],
  bounds: readonly number[],
  way: 'up' | 'down',
): Fraction[] {
  const sign = way === 'up' ? 1n : -1n;
  // How far each is beyond its bound, towards the forbidden side.
  const beyond = values.map((value, index) => {
    const gap = plus(fraction(BigInt(bounds[index] ?? 0), 1n), fraction(-value.over, value.under));
    return fraction(gap.over * sign, gap.under);
  });
  const zero = fraction(0n, 1n);
  const wrong = beyond.reduce((sum, gap) => (gap.over > 0n ? plus(sum, gap) : sum), zero);
  const room = beyond.reduce(
    (sum, gap) => (gap.over < 0n ? plus(sum, fraction(-gap.over, gap.under)) : sum),
    zero,
  );
  if (wrong.over === 0n) return [...values];
  return values.map((value, index) => {
    const gap = beyond[index] ?? zero;
    if (gap.over > 0n) return fraction(BigInt(bounds[index] ?? 0), 1n);
    const part = times(
      times(wrong, fraction(-gap.over, gap.under)),
      fraction(room.under, room.over),
    );
    return plus(value, fraction(-part.over * sign, part.under));
  });
}

interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

function fraction(over: bigint, under: bigint): Fraction {
  const divisor = gcd(over < 0n ? -over : over, under);
  return { over: over / divisor, under: under / divisor };
}

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? (a === 0n ? 1n : a) : gcd(b, a % b);
}

function plus(a: Fraction, b: Fraction): Fraction {
  return fraction(a.over * b.under + b.over * a.under, a.under * b.under);
}

function times(a: Fraction, b: Fraction): Fraction {
  return fraction(a.over * b.over, a.under * b.under);
}

function permutations(items: readonly number[]): readonly (readonly number[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  );
}

/** The largest Σ gain over disjoint feasible groups, by dynamic programming over all subsets: for at most 12 shoppers. */
export function optimum(input: MatchInput, venuePoints: readonly string[] = []): number {
  const count = input.shoppers.length;
  const worth = new Map<number, number>();
  for (let mask = 1; mask < 1 << count; mask += 1) {
    const group = input.shoppers.filter((_, index) => (mask & (1 << index)) !== 0);
    if (group.length < 2 || group.length > 4) continue;
    const verdict = judge(group, input, venuePoints);
    if (verdict.kind === 'feasible') worth.set(mask, verdict.gainMinor);
  }
  const best: number[] = [0];
  for (let mask = 1; mask < 1 << count; mask += 1) {
    const lowest = mask & -mask;
    let value = best[mask ^ lowest] ?? 0;
    for (const [group, minor] of worth) {
      if ((group & lowest) === 0 || (group & mask) !== group) continue;
      value = Math.max(value, minor + (best[mask ^ group] ?? 0));
    }
    best[mask] = value;
  }
  return best[(1 << count) - 1] ?? 0;
}
