import { dealOf, hasTime } from './feasibility.ts';
import { enter, gainWith, leave, openFrame, type Frame } from './frame.ts';
import { gainMinor } from './gains.ts';
import type { Member } from './member.ts';
import { partnersOf } from './partners.ts';
import { addColumn, groupKey, type Pool, type Slot } from './pool.ts';
import { meanWorth } from './worths.ts';

/** How widely groups are looked for around one shopper; counts, never time, so that a replay does the same. */
export interface Breadth {
  /** Partners looked at. */
  readonly partners: number;
  /** Groups of three and of four whose gain is worked out; where there are more, the most promising partial groups are extended. */
  readonly triples: number;
  readonly quads: number;
  /** Groups are kept that fall short of what their members are worth by at most this share of the mean worth. */
  readonly slack: number;
  /** Groups kept at once for each shopper. */
  readonly columns: number;
}

/** Those whom a shopper may meet, by place: what the search asks of them, in arrays. */
interface Around {
  readonly pool: Pool;
  readonly slot: Slot;
  readonly frame: Frame;
  readonly partners: readonly Slot[];
  readonly pointBits: Int32Array;
  readonly worths: Float64Array;
  readonly sizes: Uint8Array;
  /** Whether gains can be read from the frame: where registration matters, only among the equally registered. */
  readonly isPlain: Uint8Array;
  readonly hasBlocks: Uint8Array;
  readonly found: Found;
}

/** Feasible groups found so far: three places of partners each, -1 behind the last, and what they leave the shopper. */
interface Found {
  readonly places: number[];
  readonly gains: number[];
  readonly lefts: number[];
  /** What the best of them leaves her when the others get their worths; to be in none leaves nothing. */
  bestLeft: number;
  readonly slackMinor: number;
}

/**
 * Finds the feasible groups that a shopper can be in and keeps those that come near to what their members are worth (the
 * columns that the linear programme could want). Complete while the numbers stay within the breadth; beyond it the pairs and
 * triples that come nearest are extended.
 */
export function enumerateGroups(pool: Pool, slot: Slot, breadth: Breadth): void {
  if (!hasTime(slot.member, pool.terms) || slot.member.parts.length === 0) return;
  const around = lookAround(pool, slot, breadth);
  const { frame } = around;
  enter(frame, slot.member, slot.stakes);
  const pairGains = pairsAround(around);
  if (slot.member.maxGroupSize > 2) extendPairs(around, pairGains, breadth);
  keepFound(around, breadth.columns);
}

function lookAround(pool: Pool, slot: Slot, breadth: Breadth): Around {
  const partners = partnersOf(pool, slot, breadth.partners);
  const { registered } = slot.member;
  const { dependsOnRegistration } = pool.gains;
  return {
    pool,
    slot,
    frame: openFrame(pool.gains, registered),
    partners,
    pointBits: Int32Array.from(partners, (partner) => partner.pointBits & slot.pointBits),
    worths: Float64Array.from(partners, (partner) => pool.worths[partner.index] ?? 0),
    sizes: Uint8Array.from(partners, (partner) => partner.member.maxGroupSize),
    isPlain: Uint8Array.from(partners, ({ member }) =>
      !dependsOnRegistration || member.registered === registered ? 1 : 0,
    ),
    hasBlocks: Uint8Array.from(partners, ({ member }) => (member.blocks.size > 0 ? 1 : 0)),
    found: {
      places: [],
      gains: [],
      lefts: [],
      bestLeft: 0,
      slackMinor: breadth.slack === Infinity ? Infinity : breadth.slack * meanWorth(pool),
    },
  };
}

function pairsAround(around: Around): Float64Array {
  const { partners, slot, pool } = around;
  const gains = new Float64Array(partners.length);
  for (const [place, partner] of partners.entries()) {
    const gain =
      around.isPlain[place] === 1
        ? gainWith(around.frame, partner.member, partner.stakes)
        : gainMinor(pool.gains, [slot.member, partner.member]);
    gains[place] = gain;
    const least = slot.member.minSavingMinor + partner.member.minSavingMinor;
    if (gain > 0 && (gain < least || !take(around, { places: [place], gain, isChecked: true })))
      slot.hasNarrowPartner = true;
  }
  return gains;
}

/** Whether two partners may stand in one group with the shopper. */
function canMeet(around: Around, a: number, b: number): boolean {
  if (((around.pointBits[a] ?? 0) & (around.pointBits[b] ?? 0)) === 0) return false;
  if (around.hasBlocks[a] === 0 && around.hasBlocks[b] === 0) return true;
  const [left, right] = [around.partners[a]?.member, around.partners[b]?.member];
  if (left === undefined || right === undefined) return false;
  return !left.blocks.has(right.id) && !right.blocks.has(left.id);
}

function extendPairs(around: Around, pairGains: Float64Array, breadth: Breadth): void {
  const { partners, sizes, worths, slot } = around;
  const open: number[] = [];
  for (let place = 0; place < partners.length; place += 1)
    if ((sizes[place] ?? 0) > 2) open.push(place);
  const seeds = open.map((place): Seed => ({
    a: place,
    b: -1,
    gain: pairGains[place] ?? 0,
    rank: (pairGains[place] ?? 0) - (worths[place] ?? 0),
  }));
  const triples: Seed[] = [];
  const wantsQuads = slot.member.maxGroupSize > 3;
  const isAll = eachExtension(
    around,
    seeds,
    { open, budget: breadth.triples, isAll: true },
    (seed, b, gain) => {
      if (gain - seed.gain > 0) take(around, { places: [seed.a, b], gain, isChecked: false });
      if (wantsQuads && (sizes[seed.a] ?? 0) > 3 && (sizes[b] ?? 0) > 3) {
        const rank = gain - (worths[seed.a] ?? 0) - (worths[b] ?? 0);
        triples.push({ a: seed.a, b, gain, rank });
      }
    },
  );
  if (!wantsQuads) return;
  const four = open.filter((place) => (sizes[place] ?? 0) > 3);
  const { found } = around;
  eachExtension(around, triples, { open: four, budget: breadth.quads, isAll }, (seed, c, gain) => {
    if (gain <= seed.gain) return;
    // The commonest end of a look: it leaves her too little.
    if (gain - (seed.gain - seed.rank) - (worths[c] ?? 0) < found.bestLeft - found.slackMinor)
      return;
    take(around, { places: [seed.a, seed.b, c], gain, isChecked: false });
  });
}

/** A partial group to be extended: with one partner or two, what it gains, and that less what the partners are worth. */
interface Seed {
  readonly a: number;
  readonly b: number;
  readonly gain: number;
  readonly rank: number;
}

/**
 * Every group that is a seed and one more partner, each once: all of them where the seeds are all there are and the budget suffices,
 * or the best seeds' while it lasts.
 * @returns whether it was all of them
 */
function eachExtension(
  around: Around,
  seeds: readonly Seed[],
  bound: { readonly open: readonly number[]; readonly budget: number; readonly isAll: boolean },
  look: (seed: Seed, more: number, gain: number) => void,
): boolean {
  const { frame, partners, isPlain, pool, slot } = around;
  const { open } = bound;
  const isAll = bound.isAll && (seeds.length * open.length) / 2 <= bound.budget;
  const order = isAll ? seeds : seeds.toSorted((x, y) => y.rank - x.rank || x.a - y.a || x.b - y.b);
  const width = partners.length;
  // Where not all are extended, a group is left out if it was already reached from another seed.
  const isDone = new Uint8Array(isAll ? 0 : width * (order[0]?.b === -1 ? 1 : width));
  const nameOf = (a: number, b: number): number =>
    b < 0 ? a : a < b ? a * width + b : b * width + a;
  let looks = 0;
  for (const seed of order) {
    if (looks >= bound.budget && !isAll) break;
    const first = partners[seed.a];
    const second = seed.b < 0 ? undefined : partners[seed.b];
    if (first === undefined) continue;
    const isPlainSeed = isPlain[seed.a] === 1 && (second === undefined || isPlain[seed.b] === 1);
    if (isPlainSeed) {
      enter(frame, first.member, first.stakes);
      if (second !== undefined) enter(frame, second.member, second.stakes);
    }
    const last = Math.max(seed.a, seed.b);
    for (const more of open) {
      if (isAll ? more <= last : more === seed.a || more === seed.b) continue;
      if (!canMeet(around, seed.a, more)) continue;
      if (second !== undefined && !canMeet(around, seed.b, more)) continue;
      if (second !== undefined && (commonBits(around, seed) & (around.pointBits[more] ?? 0)) === 0)
        continue;
      if (!isAll) {
        if (isDone[nameOf(more, seed.b < 0 ? -1 : seed.a)] === 1) continue;
        if (second !== undefined && isDone[nameOf(more, seed.b)] === 1) continue;
      }
      const partner = partners[more];
      if (partner === undefined) continue;
      looks += 1;
      const gain =
        isPlainSeed && isPlain[more] === 1
          ? gainWith(frame, partner.member, partner.stakes)
          : gainMinor(pool.gains, [
              slot.member,
              first.member,
              ...(second === undefined ? [] : [second.member]),
              partner.member,
            ]);
      look(seed, more, gain);
    }
    if (!isAll) isDone[nameOf(seed.a, seed.b)] = 1;
    if (isPlainSeed) {
      if (second !== undefined) leave(frame, second.member, second.stakes);
      leave(frame, first.member, first.stakes);
    }
  }
  return isAll;
}

function commonBits(around: Around, seed: Seed): number {
  return (around.pointBits[seed.a] ?? 0) & (around.pointBits[seed.b] ?? 0);
}

/**
 * Notes a group whose members may all meet, if it leaves the shopper about what she is worth and is feasible. Everyone must bring
 * at least her minimum, so each has something in common with another.
 */
function take(
  around: Around,
  group: { readonly places: readonly number[]; readonly gain: number; readonly isChecked: boolean },
): boolean {
  const { pool, slot, found, worths, partners } = around;
  const { places, gain } = group;
  const members = [slot.member];
  let [worth, minima, isTight] = [0, slot.member.minSavingMinor, slot.isTight];
  for (const place of places) {
    const partner = partners[place];
    if (partner === undefined) return false;
    worth += worths[place] ?? 0;
    minima += partner.member.minSavingMinor;
    isTight ||= partner.isTight;
    members.push(partner.member);
  }
  const left = gain - worth;
  if (gain < minima) return false;
  if (left < found.bestLeft - found.slackMinor) return true;
  if (!group.isChecked && !isNobodyFree(pool, members, gain)) return false;
  // A joint line costs at least this much alone; only where a minimum is above it can a cap stand in the way (ruling i).
  if (isTight && dealOf(pool.gains, members, pool.terms) === undefined) return false;
  if (pool.bans.size > 0 && isBanned(pool, members, gain)) return false;
  if (left > found.bestLeft) found.bestLeft = left;
  found.places.push(places[0] ?? -1, places[1] ?? -1, places[2] ?? -1);
  found.gains.push(gain);
  found.lefts.push(left);
  return true;
}

/** No member is a free rider: without any of them the rest gains less by at least her minimum. */
function isNobodyFree(pool: Pool, members: readonly Member[], gain: number): boolean {
  for (let index = members.length - 1; index >= 0; index -= 1) {
    const least = members[index]?.minSavingMinor ?? 0;
    if (gain - gainMinor(pool.gains, members.toSpliced(index, 1)) < least) return false;
  }
  return true;
}

/** Whether somebody turned this group down and it has not become clearly better (by a quarter) since. */
function isBanned(pool: Pool, members: readonly Member[], gain: number): boolean {
  const banned = pool.bans.get(groupKey(members.map((member) => member.id)));
  return banned !== undefined && gain * 4 <= banned * 5;
}

/** Puts the best of what was found into the pool, but for what is in it already. */
function keepFound(around: Around, limit: number): void {
  const { found, pool, slot, partners } = around;
  const least = found.bestLeft - found.slackMinor;
  let order = found.lefts.flatMap((left, at) => (left >= least ? at : []));
  if (order.length > limit) {
    order = order
      .sort((a, b) => (found.lefts[b] ?? 0) - (found.lefts[a] ?? 0) || a - b)
      .slice(0, limit);
  }
  const known = new Set<string>();
  for (const column of slot.columns) known.add(column.slots.join());
  for (const at of order) {
    const slots = [slot.index];
    for (let place = at * 3; place < at * 3 + 3; place += 1) {
      const partner = partners[found.places[place] ?? -1];
      if (partner !== undefined) slots.push(partner.index);
    }
    slots.sort((a, b) => a - b);
    if (known.size === 0 || !known.has(slots.join())) addColumn(pool, slots, found.gains[at] ?? 0);
  }
}
