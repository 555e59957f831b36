import { openPartialGroup, type PartialGroup } from '../value/incremental-gain.ts';
import { partnerCandidates } from './partner-candidates.ts';
import type { RestrictedMaster, Slot } from './restricted-master.ts';
import {
  createContributions,
  addContributions,
  type Contributions,
} from '../value/marginal-gains.ts';
import { meanDual } from './duals.ts';

/** The limits of column generation for one shopper. All are counts and never times, so that a replay does the same work. */
export interface PricingLimits {
  /** Most partners considered. */
  readonly partners: number;
  /** Most groups of three whose gain is computed. Where there are more, the most promising pairs are extended. */
  readonly triples: number;
  /** The same for groups of four and the triples that are extended. */
  readonly quads: number;
  /** A column is kept if its reduced profit is at most this share of the mean dual below the best one. */
  readonly slack: number;
  /** Most columns added at once for each shopper. */
  readonly columns: number;
}

/**
 * The pricing problem of one shopper: which groups with her have the best reduced profit? The shoppers whom she can meet are her
 * partners; a place is an index into them.
 */
export interface PricingProblem {
  readonly master: RestrictedMaster;
  readonly slot: Slot;
  /** The group that is being extended. */
  readonly partialGroup: PartialGroup;
  readonly partners: readonly Slot[];
  /** What the partners can bring; owners are places. */
  readonly contributions: Contributions;
  /** Scratch: by place the marginal gain over `partialGroup`, in minor units. */
  readonly marginalGain: Float64Array;
  /** By place the meeting points in common with the shopper, as bits. */
  readonly pointBits: Int32Array;
  /** By place the partner's dual, in minor units. */
  readonly duals: Float64Array;
  /** By place the partner's largest group size. */
  readonly sizes: Uint8Array;
  /** By place 1 if marginal gains are valid: where registration matters, only for partners registered as the shopper is. */
  readonly isPlain: Uint8Array;
  /** By place 1 if the partner blocks anybody. */
  readonly hasBlocks: Uint8Array;
  /** The columns found so far. */
  readonly candidates: CandidateColumns;
}

/** Sets up the pricing problem of a shopper, with no candidate columns yet. */
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
    duals: Float64Array.from(partners, (partner) => master.duals[partner.index]!),
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

/** Whether two partners can be in one group with the shopper. @param a and `b` are places */
export function canMeet(pricing: PricingProblem, a: number, b: number): boolean {
  if ((pricing.pointBits[a]! & pricing.pointBits[b]!) === 0) return false;
  if (pricing.hasBlocks[a] === 0 && pricing.hasBlocks[b] === 0) return true;
  const [left, right] = [pricing.partners[a]?.member, pricing.partners[b]?.member];
  if (left === undefined || right === undefined) return false;
  return !left.blocks.has(right.id) && !right.blocks.has(left.id);
}

/** The feasible columns found so far. */
export interface CandidateColumns {
  /** Three places of partners a column, -1 behind the last. */
  readonly places: number[];
  /** By column its gain, and its gain less the partners' duals, in minor units. */
  readonly gains: number[];
  readonly profits: number[];
  /** The largest of the profits, and at least 0, which is the profit of being in no group. */
  bestProfit: number;
  /** How far below the best a column's profit may be, in minor units. */
  readonly slackMinor: number;
}
