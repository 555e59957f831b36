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
 * Generates columns for one shopper (column generation: Dantzig and Wolfe 1960; Desaulniers, Desrosiers and Solomon 2005). It solves
 * her pricing problem, which is to find the feasible groups with her whose reduced profit is close to the best one, and adds them to
 * the master. Pairs are extended to triples and triples to groups of four. Within the limits the enumeration is complete; beyond them
 * only the most promising partial groups are extended (a heuristic pricing).
 */
export function generateColumns(master: RestrictedMaster, slot: Slot, limits: PricingLimits): void {
  if (!hasTime(slot.member, master.terms) || slot.member.parts.length === 0) return;
  const pricing = openPricing(master, slot, limits);
  const { partialGroup } = pricing;
  pushMember(partialGroup, slot.member, slot.contributions);
  const pairGains = pricePairs(pricing);
  if (slot.member.maxGroupSize > 2) extendPartialGroups(pricing, pairGains, limits);
  addBestColumns(pricing, limits.columns);
}

/** Offers each pair as a column. @returns by place the gain of the pair, in minor units */
function pricePairs(pricing: PricingProblem): Float64Array {
  const { partners, slot, master } = pricing;
  const gains = new Float64Array(partners.length);
  const { partialGroup, marginalGain } = pricing;
  marginalGains(partialGroup, pricing, -1, marginalGain);
  for (const [place, partner] of partners.entries()) {
    const gain =
      pricing.isPlain[place] === 1
        ? partialGroup.gainMinor + marginalGain[place]!
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

/** Extends pairs to triples, and triples to groups of four, and offers each as a column. */
function extendPartialGroups(
  pricing: PricingProblem,
  pairGains: Float64Array,
  limits: PricingLimits,
): void {
  const { partners, sizes, duals, slot } = pricing;
  const open: number[] = [];
  for (let place = 0; place < partners.length; place += 1) if (sizes[place]! > 2) open.push(place);
  const seeds = open.map((place): PartialColumn => ({
    a: place,
    b: -1,
    gain: pairGains[place]!,
    profit: pairGains[place]! - duals[place]!,
  }));
  const triples: PartialColumn[] = [];
  const wantsQuads = slot.member.maxGroupSize > 3;
  const isAll = eachExtension(
    pricing,
    seeds,
    { open, budget: limits.triples, isAll: true },
    (seed, b, gain) => {
      if (gain - seed.gain > 0)
        offerColumn(pricing, { places: [seed.a, b], gain, isChecked: false });
      if (wantsQuads && sizes[seed.a]! > 3 && sizes[b]! > 3) {
        const profit = gain - duals[seed.a]! - duals[b]!;
        triples.push({ a: seed.a, b, gain, profit });
      }
    },
  );
  if (!wantsQuads) return;
  const four = open.filter((place) => sizes[place]! > 3);
  const { candidates } = pricing;
  eachExtension(pricing, triples, { open: four, budget: limits.quads, isAll }, (seed, c, gain) => {
    if (gain <= seed.gain) return;
    // Most extensions end here: their reduced profit is too small.
    if (
      gain - (seed.gain - seed.profit) - duals[c]! <
      candidates.bestProfit - candidates.slackMinor
    )
      return;
    offerColumn(pricing, { places: [seed.a, seed.b, c], gain, isChecked: false });
  });
}

/** A partial group to be extended. */
interface PartialColumn {
  /** The places of its partners; `b` is -1 where there is only one. */
  readonly a: number;
  readonly b: number;
  /** Its gain, and the gain less the partners' duals, in minor units. */
  readonly gain: number;
  readonly profit: number;
}

/**
 * Visits every extension of the seeds by one more partner, each group once. Where the seeds are complete and the budget covers all
 * extensions, all are visited; otherwise those of the most profitable seeds, until the budget is used up.
 * @param seeds partial groups of equal size
 * @param bound the partners to extend by, the most extensions, and whether the seeds are complete
 * @returns whether all extensions were visited
 */
function eachExtension(
  pricing: PricingProblem,
  seeds: readonly PartialColumn[],
  bound: { readonly open: readonly number[]; readonly budget: number; readonly isAll: boolean },
  visit: (seed: PartialColumn, added: number, gain: number) => void,
): boolean {
  const { partialGroup, partners, isPlain, master, slot, marginalGain } = pricing;
  const { open } = bound;
  const isAll = bound.isAll && (seeds.length * open.length) / 2 <= bound.budget;
  const order = isAll
    ? seeds
    : seeds.toSorted((x, y) => y.profit - x.profit || x.a - y.a || x.b - y.b);
  const width = partners.length;
  // In an incomplete enumeration a group is skipped if it was already reached from another seed.
  const isDone = new Uint8Array(isAll ? 0 : width * (order[0]?.b === -1 ? 1 : width));
  const keyOf = (a: number, b: number): number =>
    b < 0 ? a : a < b ? a * width + b : b * width + a;
  let visited = 0;
  for (const seed of order) {
    if (visited >= bound.budget && !isAll) break;
    const first = partners[seed.a];
    const second = seed.b < 0 ? undefined : partners[seed.b];
    if (first === undefined) continue;
    const isPlainSeed = isPlain[seed.a] === 1 && (second === undefined || isPlain[seed.b] === 1);
    if (isPlainSeed) {
      pushMember(partialGroup, first.member, first.contributions);
      if (second !== undefined) pushMember(partialGroup, second.member, second.contributions);
      const points = second === undefined ? pricing.pointBits[seed.a]! : commonBits(pricing, seed);
      marginalGains(partialGroup, pricing, points, marginalGain);
    }
    const last = Math.max(seed.a, seed.b);
    for (const added of open) {
      if (isAll ? added <= last : added === seed.a || added === seed.b) continue;
      if (!canMeet(pricing, seed.a, added)) continue;
      if (second !== undefined && !canMeet(pricing, seed.b, added)) continue;
      if (second !== undefined && (commonBits(pricing, seed) & pricing.pointBits[added]!) === 0)
        continue;
      if (!isAll) {
        if (isDone[keyOf(added, seed.b < 0 ? -1 : seed.a)] === 1) continue;
        if (second !== undefined && isDone[keyOf(added, seed.b)] === 1) continue;
      }
      const partner = partners[added];
      if (partner === undefined) continue;
      visited += 1;
      const gain =
        isPlainSeed && isPlain[added] === 1
          ? partialGroup.gainMinor + marginalGain[added]!
          : gainMinor(master.gainCache, [
              slot.member,
              first.member,
              ...(second === undefined ? [] : [second.member]),
              partner.member,
            ]);
      visit(seed, added, gain);
    }
    if (!isAll) isDone[keyOf(seed.a, seed.b)] = 1;
    if (isPlainSeed) {
      if (second !== undefined) popMember(partialGroup, second.member, second.contributions);
      popMember(partialGroup, first.member, first.contributions);
    }
  }
  return isAll;
}

function commonBits(pricing: PricingProblem, seed: PartialColumn): number {
  return pricing.pointBits[seed.a]! & pricing.pointBits[seed.b]!;
}
