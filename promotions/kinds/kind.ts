import type { AppliedPromotion } from '../../contracts/basket.ts';
import type { KindName, PromotionOf } from '../../contracts/promotion.ts';
import type { Part } from '../../contracts/promotion-scope.ts';
import type { Layer, MinimumNeeded } from '../model/compiled.ts';
import type { Applicable, Receipt, Take, Use } from '../model/receipt.ts';
import type { AggregateDiscount } from './aggregate-discount.ts';
import type { Automaton } from './automaton.ts';
import type { Missing } from './next-step.ts';

/**
 * Everything that is special to one kind of promotion. Each kind has one record, in a file of its own, and one row in
 * `kinds.ts`; whoever needs to know what a kind does asks its record.
 */
export type PromotionKind<K extends KindName> =
  | UnitKind<PromotionOf<K>>
  | AmountKind<PromotionOf<K>>;

/** What a record says whatever its promotions work on. */
interface KindFacts<P> {
  readonly layer: (promotion: P) => Layer;
  /** What a set consists of, for a kind whose parts have scopes of their own; empty where the promotion's scope is the only one. */
  readonly parts: (promotion: P) => readonly Part[];
  /** Whether a unit of the second part is never dearer than one of the first, where a product can lie in both scopes. */
  readonly comparesParts: boolean;
  /** What a receipt must hold at the least. What gives nothing with every unit in reach gives nothing with fewer. */
  readonly minimum: (promotion: P) => MinimumNeeded;
  /** Times on one receipt by the rule itself, before `limit`; Infinity without. */
  readonly mostTimes: (promotion: P) => number;
  /** Whether these units made the promotion fire, received the discount, or both. */
  readonly roleOf: (take: Take) => TakeRole;
  /** What a receipt has beside what the promotion asks for. @param sums over the lines that it discounted or needed */
  readonly reached: (promotion: P, sums: Sums) => Reached;
  /** The discount as a function of two sums; undefined where it needs a look at single lines. */
  readonly aggregate: (promotion: P, limits: AggregateLimits) => AggregateDiscount | undefined;
  /** Every reward that the promotion may give. */
  readonly rewards: (promotion: P) => readonly AnyReward[];
  /** What contradicts itself in the rule. */
  readonly contradictions: (promotion: P) => readonly KindWarning[];
  /** How pooling makes the promotion give less. */
  readonly poolingLosses: (promotion: P) => readonly KindWarning[];
}

/** A kind that takes units: each unit takes part in one such promotion at most. */
export interface UnitKind<P> extends KindFacts<P> {
  readonly actsOn: 'units';
  /** The best use of all units that it applies to, without competitors; `unanswered` where only the search can tell. */
  readonly bestAlone: (
    promotion: P,
    applicable: Applicable,
    receipt: Receipt,
  ) => Use | undefined | 'unanswered';
  /** How it sees units go by, for the search. */
  readonly automaton: (promotion: P, applicable: Applicable, receipt: Receipt) => Automaton;
  /** What it does with the units that the best assignment left, for promotions of the retailer layer. */
  readonly retailerRow:
    | ((promotion: P, applicable: Applicable, receipt: Receipt) => Use)
    | undefined;
  /** Whether it may have only the lowest-priced unit of the receipt, and nothing where another promotion took that one. */
  readonly takesLowestOnly: boolean;
  /** What a unit of that price gains, in ten-thousandths of a minor unit, where every unit gains by itself. */
  readonly gainPerUnit: ((promotion: P, unitPriceMinor: number) => number) | undefined;
  /** Whether it has only one best use when it is by itself, because it wants every unit in scope. */
  readonly hasOneWay: (promotion: P, timesLimit: number) => boolean;
  /** Bit mask of the parts on which the discount falls. */
  readonly targetParts: number;
  /** Of a unit's price, at most so many hundredths of a percent are given. */
  readonly highestPoints: (promotion: P) => number;
  /** What is missing to the next tier, block or set; undefined where there is no next one, or where nothing on the receipt
   *  says what the missing units would cost. */
  readonly nextStep: (
    promotion: P,
    applicable: Applicable,
    receipt: Receipt,
  ) => readonly Missing[] | undefined;
}

/** A kind that looks at amounts: it applies to what the other layers left of its lines. */
export interface AmountKind<P> extends KindFacts<P> {
  readonly actsOn: 'amounts';
  readonly discount: (promotion: P, amountMinor: number, timesLimit: number) => AmountDiscount;
  /** Whether a larger amount never earns less. */
  readonly risesWithAmount: (promotion: P) => boolean;
  /** The next amount that earns more; undefined where there is none. */
  readonly nextThreshold: (
    promotion: P,
    amountMinor: number,
    timesLimit: number,
  ) => number | undefined;
  /** The threshold nearest to that amount. */
  readonly nearestThreshold: (promotion: P, amountMinor: number) => number;
}

/** What a promotion gives for an amount, and how many times. */
export interface AmountDiscount {
  readonly times: number;
  readonly discountMinor: number;
}

type TakeRole = AppliedPromotion['lines'][number]['role'];

/** Of lines: what they cost, and how many units they are. */
export interface Sums {
  readonly amountMinor: number;
  readonly quantity: number;
}

/** An amount or a number of units, and the threshold that it is compared with. */
export interface Reached {
  readonly thresholdMinor?: number;
  readonly reachedMinor?: number;
  readonly thresholdQuantity?: number;
  readonly reachedQuantity?: number;
}

export interface AggregateLimits {
  readonly timesLimit: number;
  readonly capMinor: number;
}

/** A reward by its keys. */
export type AnyReward = Readonly<Partial<Record<string, number>>>;

/** What `promotions check` can point out about single kinds. */
export type KindWarning =
  | 'max-times-alone'
  | 'off-above-threshold'
  | 'falling-tiers'
  | 'capped-tiers'
  | 'pooled-cheapest'
  | 'pooled-retailer'
  | 'pooled-once';

/** Any receipt with one unit in scope. */
export const ONE_UNIT: MinimumNeeded = { units: 1, onALine: 1, amountMinor: 0, partUnits: [] };

/** The mask of every part. */
export const ALL_PARTS = -1;

/** The role of units of which some trigger and some receive. */
export function roleByTargets(take: Take): TakeRole {
  if (take.targets === 0) return 'trigger';
  return take.targets === take.units ? 'target' : 'both';
}
