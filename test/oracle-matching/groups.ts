import type { MatchInput } from '../../contracts/match.ts';
import type { Promotion } from '../../contracts/promotion.ts';

/** Every feasible group of an instance, packed: some instances have millions. */
export interface Groups {
  readonly count: number;
  /** Four places in `input.shoppers` for each group, ascending, -1 behind the last. */
  readonly members: Int16Array;
  readonly gainMinor: Int32Array;
}

/** What promotions of the instances give depends on two sums only; the oracle's own arithmetic. */
function givesOn(promotion: Promotion, spendMinor: number, units: number): number {
  if (promotion.kind === 'spend') {
    let [threshold, off] = [0, 0];
    for (const tier of promotion.tiers) {
      if (spendMinor < tier.spendMinor || !('offMinor' in tier.reward)) break;
      threshold = tier.spendMinor;
      off = tier.reward.offMinor;
    }
    if (threshold === 0) return 0;
    const times = promotion.repeat ? Math.floor(spendMinor / threshold) : 1;
    return Math.min(spendMinor, times * off);
  }
  if (promotion.kind === 'quantity') {
    let percent = 0;
    for (const tier of promotion.tiers) {
      if (units < tier.quantity || !('percentOff' in tier.reward)) break;
      percent = tier.reward.percentOff;
    }
    return Math.floor((2 * spendMinor * percent + 100) / 200);
  }
  throw new Error(`the instances have no ${promotion.kind}`);
}

/** What a shopper has in the scope of one promotion. */
interface Stake {
  readonly promotion: number;
  readonly spendMinor: number;
  readonly units: number;
  readonly aloneMinor: number;
}

const NO_GROUP = -1;

/**
 * Every feasible group of an instance of `makeInstance`, by plain enumeration over all sets of shoppers who may meet. Shares
 * need no look here: no promotion gives more than a line costs by far, so caps never bind.
 */
export function allGroups(input: MatchInput, largest = 4): Groups {
  const { shoppers } = input;
  const count = shoppers.length;
  const minimum = shoppers.map((shopper) => shopper.requirements.minSavingMinor);
  const size = shoppers.map((shopper) => Math.min(largest, shopper.requirements.maxGroupSize));
  const points = pointBitsOf(input);
  const may = meetings(input, points);
  const gainOf = gainsOf(input);
  const packed = openPack();

  const pairGain = new Int32Array(count * count);
  const partners: number[][] = Array.from({ length: count }, () => []);
  for (let a = 0; a < count; a += 1) {
    for (let b = a + 1; b < count; b += 1) {
      if (may[a * count + b] === 0) continue;
      partners[a]?.push(b);
      const gain = gainOf([a, b]);
      pairGain[a * count + b] = gain;
      const least = Math.max(minimum[a] ?? 0, minimum[b] ?? 0);
      if (gain >= (minimum[a] ?? 0) + (minimum[b] ?? 0) && gain >= least) {
        packed.add([a, b, NO_GROUP, NO_GROUP], gain);
      }
    }
  }
  if (largest < 3) return packed.close();

  // Gains of pairs whose members may not meet: a group's rest need not be feasible, but these never stand in one group.
  const pair = (a: number, b: number): number => pairGain[a * count + b] ?? 0;
  const tripleGain = new Map<number, number>();
  const keyOf = (a: number, b: number, c: number): number => (a * 1024 + b) * 1024 + c;
  const fourth: number[] = [];
  for (let a = 0; a < count; a += 1) {
    if ((size[a] ?? 0) < 3) continue;
    for (const b of partners[a] ?? []) {
      const common = (points[a] ?? 0) & (points[b] ?? 0);
      if ((size[b] ?? 0) < 3) continue;
      for (const c of partners[b] ?? []) {
        if (may[a * count + c] === 0 || (common & (points[c] ?? 0)) === 0 || (size[c] ?? 0) < 3)
          continue;
        const gain = gainOf([a, b, c]);
        if (largest > 3) tripleGain.set(keyOf(a, b, c), gain);
        if (
          gain >= (minimum[a] ?? 0) + (minimum[b] ?? 0) + (minimum[c] ?? 0) &&
          gain - pair(b, c) >= (minimum[a] ?? 0) &&
          gain - pair(a, c) >= (minimum[b] ?? 0) &&
          gain - pair(a, b) >= (minimum[c] ?? 0)
        ) {
          packed.add([a, b, c, NO_GROUP], gain);
        }
      }
    }
  }
  if (largest < 4) return packed.close();

  for (let a = 0; a < count; a += 1) {
    if ((size[a] ?? 0) < 4) continue;
    for (const b of partners[a] ?? []) {
      if ((size[b] ?? 0) < 4) continue;
      const two = (points[a] ?? 0) & (points[b] ?? 0);
      fourth.length = 0;
      for (const c of partners[b] ?? []) {
        if (may[a * count + c] === 1 && (two & (points[c] ?? 0)) !== 0 && (size[c] ?? 0) > 3)
          fourth.push(c);
      }
      for (const [place, c] of fourth.entries()) {
        const three = two & (points[c] ?? 0);
        const abc = tripleGain.get(keyOf(a, b, c)) ?? 0;
        const gainWith = gainOf.extending([a, b, c]);
        for (let at = place + 1; at < fourth.length; at += 1) {
          const d = fourth[at] ?? 0;
          if (may[c * count + d] === 0 || (three & (points[d] ?? 0)) === 0) continue;
          const gain = gainWith(d);
          if (
            gain - abc >= (minimum[d] ?? 0) &&
            gain >= (minimum[a] ?? 0) + (minimum[b] ?? 0) + (minimum[c] ?? 0) + (minimum[d] ?? 0) &&
            gain - (tripleGain.get(keyOf(b, c, d)) ?? 0) >= (minimum[a] ?? 0) &&
            gain - (tripleGain.get(keyOf(a, c, d)) ?? 0) >= (minimum[b] ?? 0) &&
            gain - (tripleGain.get(keyOf(a, b, d)) ?? 0) >= (minimum[c] ?? 0)
          ) {
            packed.add([a, b, c, d], gain);
          }
        }
      }
    }
  }
  return packed.close();
}

/** What two shoppers gain together; 0 where they are no feasible pair. For shops so full that all groups are too many. */
export function pairGains(input: MatchInput): (a: number, b: number) => number {
  const { shoppers } = input;
  const minimum = shoppers.map((shopper) => shopper.requirements.minSavingMinor);
  const points = pointBitsOf(input);
  const gainOf = gainsOf(input);
  return (a, b) => {
    if (((points[a] ?? 0) & (points[b] ?? 0)) === 0) return 0;
    const [left, right] = [shoppers[a], shoppers[b]];
    if (left === undefined || right === undefined) return 0;
    if (left.requirements.blocks.includes(right.id) || right.requirements.blocks.includes(left.id))
      return 0;
    const gain = gainOf([a, b]);
    return gain >= (minimum[a] ?? 0) + (minimum[b] ?? 0) ? gain : 0;
  };
}

/** Meeting points as bits; every shopper of these instances names some. */
function pointBitsOf(input: MatchInput): readonly number[] {
  const places = new Map<string, number>();
  return input.shoppers.map((shopper) => {
    const { meetingPoints } = shopper.requirements;
    if (meetingPoints === 'any') throw new Error(`${shopper.id} must name her meeting points`);
    let bits = 0;
    for (const point of meetingPoints) {
      if (!places.has(point)) places.set(point, places.size);
      bits |= 1 << (places.get(point) ?? 0);
    }
    return bits;
  });
}

/** 1 where two shoppers may stand in one group, row by row. */
function meetings(input: MatchInput, points: readonly number[]): Uint8Array {
  const { shoppers } = input;
  const may = new Uint8Array(shoppers.length ** 2);
  for (const [a, left] of shoppers.entries()) {
    for (const [b, right] of shoppers.entries()) {
      const isBlocked =
        left.requirements.blocks.includes(right.id) || right.requirements.blocks.includes(left.id);
      if (a !== b && !isBlocked && ((points[a] ?? 0) & (points[b] ?? 0)) !== 0)
        may[a * shoppers.length + b] = 1;
    }
  }
  return may;
}

interface GainOf {
  (members: readonly number[]): number;
  /** The gain of three members with a fourth: what the three have in common is worked out once. */
  readonly extending: (members: readonly number[]) => (last: number) => number;
}

/** `gain(G)` by its definition: for each promotion the best choice of those who bring their lines. */
function gainsOf(input: MatchInput): GainOf {
  const { promotions, shoppers } = input;
  const stakes: readonly (readonly Stake[])[] = shoppers.map((shopper) =>
    promotions.flatMap((promotion, index): readonly Stake[] => {
      const categories = promotion.scope.include?.categories ?? [];
      const lines = shopper.lines.filter((line) => categories.includes(line.category));
      if (lines.length === 0) return [];
      const spendMinor = lines.reduce((all, line) => all + line.quantity * line.unitPriceMinor, 0);
      const units = lines.reduce((all, line) => all + line.quantity, 0);
      return [
        { promotion: index, spendMinor, units, aloneMinor: givesOn(promotion, spendMinor, units) },
      ];
    }),
  );
  // For each promotion, every choice among the members so far: [spend, units, alone], the empty one first.
  const sums = promotions.map(() => new Float64Array(3 * 8));
  const sizes = new Uint8Array(promotions.length);
  const bests = new Float64Array(promotions.length);
  const bestWith = (stake: Stake): number => {
    const promotion = promotions[stake.promotion];
    const table = sums[stake.promotion];
    let best = bests[stake.promotion] ?? 0;
    if (promotion === undefined || table === undefined) return best;
    for (let choice = 1; choice < (sizes[stake.promotion] ?? 0); choice += 1) {
      const gives = givesOn(
        promotion,
        (table[choice * 3] ?? 0) + stake.spendMinor,
        (table[choice * 3 + 1] ?? 0) + stake.units,
      );
      best = Math.max(best, gives - (table[choice * 3 + 2] ?? 0) - stake.aloneMinor);
    }
    return best;
  };
  const enter = (stake: Stake): void => {
    const table = sums[stake.promotion];
    if (table === undefined) return;
    bests[stake.promotion] = bestWith(stake);
    const had = Math.max(1, sizes[stake.promotion] ?? 0);
    for (let choice = 0; choice < had; choice += 1) {
      table[(had + choice) * 3] = (table[choice * 3] ?? 0) + stake.spendMinor;
      table[(had + choice) * 3 + 1] = (table[choice * 3 + 1] ?? 0) + stake.units;
      table[(had + choice) * 3 + 2] = (table[choice * 3 + 2] ?? 0) + stake.aloneMinor;
    }
    sizes[stake.promotion] = had * 2;
  };
  const begin = (members: readonly number[]): number => {
    sizes.fill(0);
    bests.fill(0);
    for (const member of members) for (const stake of stakes[member] ?? []) enter(stake);
    return bests.reduce((total, best) => total + best, 0);
  };
  const withOneMore = (before: number, last: number): number => {
    let gain = before;
    for (const stake of stakes[last] ?? []) {
      if (sizes[stake.promotion] === 0) continue;
      gain += bestWith(stake) - (bests[stake.promotion] ?? 0);
    }
    return gain;
  };
  const extending = (members: readonly number[]): ((last: number) => number) => {
    const before = begin(members);
    return (last) => withOneMore(before, last);
  };
  let held = '';
  let heldGain: (last: number) => number = () => 0;
  const gainOf = (members: readonly number[]): number => {
    const rest = members.slice(0, -1);
    const name = rest.join(' ');
    if (name !== held) {
      held = name;
      heldGain = extending(rest);
    }
    return heldGain(members.at(-1) ?? 0);
  };
  return Object.assign(gainOf, {
    extending: (members: readonly number[]) => {
      held = '';
      return extending(members);
    },
  });
}

function openPack(): {
  readonly add: (members: readonly [number, number, number, number], gainMinor: number) => void;
  readonly close: () => Groups;
} {
  let members = new Int16Array(4 * 4096);
  let gainMinor = new Int32Array(4096);
  let count = 0;
  return {
    add: (group, gain) => {
      if (count === gainMinor.length) {
        const [wider, longer] = [new Int16Array(members.length * 2), new Int32Array(count * 2)];
        wider.set(members);
        longer.set(gainMinor);
        [members, gainMinor] = [wider, longer];
      }
      members.set(group, count * 4);
      gainMinor[count] = gain;
      count += 1;
    },
    close: () => ({ count, members, gainMinor }),
  };
}
