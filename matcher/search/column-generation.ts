import {
  canMeet,
  openPricing,
  type PricingProblem,
  type PricingLimits,
} from './pricing-problem.ts';
import { hasTime } from '../value/feasibility.ts';
import { addBestColumns, offerColumn } from './candidate-columns.ts';
import { pushMember, popMember } from '../value/incremental-gain.ts';
import { gainMinor } from '../value/gain-cache.ts';
import type { RestrictedMaster, Slot } from './restricted-master.ts';
import { marginalGains } from '../value/marginal-gains.ts';

/**
 * Finds the feasible groups that a shopper can be in and keeps those that come near to what their members are worth (the
 * columns that the linear programme could want). Complete while the numbers stay within the breadth; beyond it the pairs and
 * triples that come nearest are extended.
 */
export function generateColumns(
  master: RestrictedMaster,
  slot: Slot,
  breadth: PricingLimits,
): void {
  if (!hasTime(slot.member, master.terms) || slot.member.parts.length === 0) return;
  const pricing = openPricing(master, slot, breadth);
  const { partialGroup } = pricing;
  pushMember(partialGroup, slot.member, slot.contributions);
  const pairGains = pricePairs(pricing);
  if (slot.member.maxGroupSize > 2) extendPartialGroups(pricing, pairGains, breadth);
  addBestColumns(pricing, breadth.columns);
}

function pricePairs(pricing: PricingProblem): Float64Array {
  const { partners, slot, master } = pricing;
  const gains = new Float64Array(partners.length);
  const { partialGroup, marginalGain } = pricing;
  marginalGains(partialGroup, pricing, -1, marginalGain);
  for (const [place, partner] of partners.entries()) {
    const gain =
      pricing.isPlain[place] === 1
        ? partialGroup.gainMinor + (marginalGain[place] ?? 0)
        : gainMinor(master.gainCache, [slot.member, partner.member]);
    gains[place] = gain;
    const least = slot.member.minSavingMinor + partner.member.minSavingMinor;
    if (
      gain > 0 &&
      (gain < least || !offerColumn(pricing, { places: [place], gain, isChecked: true }))
    )
      slot.hasNarrowPartner = true;
  }
  return gains;
}

function extendPartialGroups(
  pricing: PricingProblem,
  pairGains: Float64Array,
  breadth: PricingLimits,
): void {
  const { partners, sizes, duals, slot } = pricing;
  const open: number[] = [];
  for (let place = 0; place < partners.length; place += 1)
    if ((sizes[place] ?? 0) > 2) open.push(place);
  const seeds = open.map((place): PartialColumn => ({
    a: place,
    b: -1,
    gain: pairGains[place] ?? 0,
    rank: (pairGains[place] ?? 0) - (duals[place] ?? 0),
  }));
  const triples: PartialColumn[] = [];
  const wantsQuads = slot.member.maxGroupSize > 3;
  const isAll = eachExtension(
    pricing,
    seeds,
    { open, budget: breadth.triples, isAll: true },
    (seed, b, gain) => {
      if (gain - seed.gain > 0)
        offerColumn(pricing, { places: [seed.a, b], gain, isChecked: false });
      if (wantsQuads && (sizes[seed.a] ?? 0) > 3 && (sizes[b] ?? 0) > 3) {
        const rank = gain - (duals[seed.a] ?? 0) - (duals[b] ?? 0);
        triples.push({ a: seed.a, b, gain, rank });
      }
    },
  );
  if (!wantsQuads) return;
  const four = open.filter((place) => (sizes[place] ?? 0) > 3);
  const { candidates } = pricing;
  eachExtension(pricing, triples, { open: four, budget: breadth.quads, isAll }, (seed, c, gain) => {
    if (gain <= seed.gain) return;
    // The commonest end of a look: it leaves her too little.
    if (
      gain - (seed.gain - seed.rank) - (duals[c] ?? 0) <
      candidates.bestProfit - candidates.slackMinor
    )
      return;
    offerColumn(pricing, { places: [seed.a, seed.b, c], gain, isChecked: false });
  });
}

/** A partial group to be extended: with one partner or two, what it gains, and that less what the partners are worth. */
interface PartialColumn {
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
  pricing: PricingProblem,
  seeds: readonly PartialColumn[],
  bound: { readonly open: readonly number[]; readonly budget: number; readonly isAll: boolean },
  look: (seed: PartialColumn, more: number, gain: number) => void,
): boolean {
  const { partialGroup, partners, isPlain, master, slot, marginalGain } = pricing;
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
      pushMember(partialGroup, first.member, first.contributions);
      if (second !== undefined) pushMember(partialGroup, second.member, second.contributions);
      const points =
        second === undefined ? (pricing.pointBits[seed.a] ?? 0) : commonBits(pricing, seed);
      marginalGains(partialGroup, pricing, points, marginalGain);
    }
    const last = Math.max(seed.a, seed.b);
    for (const more of open) {
      if (isAll ? more <= last : more === seed.a || more === seed.b) continue;
      if (!canMeet(pricing, seed.a, more)) continue;
      if (second !== undefined && !canMeet(pricing, seed.b, more)) continue;
      if (
        second !== undefined &&
        (commonBits(pricing, seed) & (pricing.pointBits[more] ?? 0)) === 0
      )
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
          ? partialGroup.gainMinor + (marginalGain[more] ?? 0)
          : gainMinor(master.gainCache, [
              slot.member,
              first.member,
              ...(second === undefined ? [] : [second.member]),
              partner.member,
            ]);
      look(seed, more, gain);
    }
    if (!isAll) isDone[nameOf(seed.a, seed.b)] = 1;
    if (isPlainSeed) {
      if (second !== undefined) popMember(partialGroup, second.member, second.contributions);
      popMember(partialGroup, first.member, first.contributions);
    }
  }
  return isAll;
}

function commonBits(pricing: PricingProblem, seed: PartialColumn): number {
  return (pricing.pointBits[seed.a] ?? 0) & (pricing.pointBits[seed.b] ?? 0);
}
