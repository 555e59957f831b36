import { canMeet, lookAround, type Around, type Breadth } from './pricing-problem.ts';
import { hasTime } from '../value/feasibility.ts';
import { keepFound, take } from './candidate-columns.ts';
import { enter, leave } from '../value/incremental-gain.ts';
import { gainMinor } from '../value/gain-cache.ts';
import type { Pool, Slot } from './restricted-master.ts';
import { whatEachAdds } from '../value/marginal-gains.ts';

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

function pairsAround(around: Around): Float64Array {
  const { partners, slot, pool } = around;
  const gains = new Float64Array(partners.length);
  const { frame, added } = around;
  whatEachAdds(frame, around, -1, added);
  for (const [place, partner] of partners.entries()) {
    const gain =
      around.isPlain[place] === 1
        ? frame.gainMinor + (added[place] ?? 0)
        : gainMinor(pool.gains, [slot.member, partner.member]);
    gains[place] = gain;
    const least = slot.member.minSavingMinor + partner.member.minSavingMinor;
    if (gain > 0 && (gain < least || !take(around, { places: [place], gain, isChecked: true })))
      slot.hasNarrowPartner = true;
  }
  return gains;
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
  const { frame, partners, isPlain, pool, slot, added } = around;
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
      const points =
        second === undefined ? (around.pointBits[seed.a] ?? 0) : commonBits(around, seed);
      whatEachAdds(frame, around, points, added);
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
          ? frame.gainMinor + (added[more] ?? 0)
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
