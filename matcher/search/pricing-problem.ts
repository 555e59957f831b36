import { openPartialGroup, type PartialGroup } from '../value/incremental-gain.ts';
import { partnerCandidates } from './partner-candidates.ts';
import type { RestrictedMaster, Slot } from './restricted-master.ts';
import {
  createContributions,
  addContributions,
  type Contributions,
} from '../value/marginal-gains.ts';
import { meanDual } from './duals.ts';

/** How widely groups are looked for around one shopper; counts, never time, so that a replay does the same. */
export interface PricingLimits {
  /** Partners looked at. */
  readonly partners: number;
  /** Groups of three and of four whose gain is worked out; where there are more, the most promising partialGroup groups are extended. */
  readonly triples: number;
  readonly quads: number;
  /** Groups are kept that fall short of what their members are worth by at most this share of the mean worth. */
  readonly slack: number;
  /** Groups kept at once for each shopper. */
  readonly columns: number;
}

/** Those whom a shopper may meet, by place: what the search asks of them, in arrays. */
export interface PricingProblem {
  readonly master: RestrictedMaster;
  readonly slot: Slot;
  readonly partialGroup: PartialGroup;
  readonly partners: readonly Slot[];
  /** What the partners could bring; owners are places. */
  readonly contributions: Contributions;
  /** Scratch: what each partner would add to the group in the frame. */
  readonly marginalGain: Float64Array;
  readonly pointBits: Int32Array;
  readonly duals: Float64Array;
  readonly sizes: Uint8Array;
  /** Whether gains can be read from the frame: where registration matters, only among the equally registered. */
  readonly isPlain: Uint8Array;
  readonly hasBlocks: Uint8Array;
  readonly candidates: CandidateColumns;
}

/** Looks around a shopper: whom she may meet, and what the search asks of them. */
export function openPricing(
  master: RestrictedMaster,
  slot: Slot,
  limits: PricingLimits,
): PricingProblem {
  const { registered } = slot.member;
  const partialGroup = openPartialGroup(master.gainCache, registered);
  const partners = partnerCandidates(master, slot, partialGroup, limits.partners);
  const contributions = createContributions(master.gainCache.pricer.componentCount);
  for (const [place, partner] of partners.entries())
    addContributions(contributions, place, partner.member);
  const { dependsOnRegistration } = master.gainCache;
  const pointBits = Int32Array.from(partners, (partner) => partner.pointBits & slot.pointBits);
  return {
    master,
    slot,
    partialGroup,
    partners,
    contributions,
    marginalGain: new Float64Array(partners.length),
    pointBits,
    duals: Float64Array.from(partners, (partner) => master.duals[partner.index] ?? 0),
    sizes: Uint8Array.from(partners, (partner) => partner.member.maxGroupSize),
    isPlain: Uint8Array.from(partners, ({ member }) =>
      !dependsOnRegistration || member.registered === registered ? 1 : 0,
    ),
    hasBlocks: Uint8Array.from(partners, ({ member }) => (member.blocks.size > 0 ? 1 : 0)),
    candidates: {
      places: [],
      gains: [],
      profits: [],
      bestProfit: 0,
      slackMinor: limits.slack === Infinity ? Infinity : limits.slack * meanDual(master),
    },
  };
}

/** Whether two partners may stand in one group with the shopper. */
export function canMeet(pricing: PricingProblem, a: number, b: number): boolean {
  if (((pricing.pointBits[a] ?? 0) & (pricing.pointBits[b] ?? 0)) === 0) return false;
  if (pricing.hasBlocks[a] === 0 && pricing.hasBlocks[b] === 0) return true;
  const [left, right] = [pricing.partners[a]?.member, pricing.partners[b]?.member];
  if (left === undefined || right === undefined) return false;
  return !left.blocks.has(right.id) && !right.blocks.has(left.id);
}
/** Feasible groups found so far: three places of partners each, -1 behind the last, and what they leave the shopper. */
export interface CandidateColumns {
  readonly places: number[];
  readonly gains: number[];
  readonly profits: number[];
  /** What the best of them leaves her when the others get their worths; to be in none leaves nothing. */
  bestProfit: number;
  readonly slackMinor: number;
}
