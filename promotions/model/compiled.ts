import type { Promotion } from '../../contracts/promotion.ts';
import type { PromotionsFile } from '../../contracts/promotions-file.ts';
import type { CompiledScope } from './scope.ts';

/** The least that a receipt must hold for a promotion to give anything. */
export interface MinimumNeeded {
  readonly units: number;
  /** On one line. */
  readonly onALine: number;
  readonly amountMinor: number;
  /** Units of each part, for promotions of several parts. */
  readonly partUnits: readonly number[];
}

/**
 * The layer in which a promotion acts (docs/rules.md#layers). `item`: competes for units. `retailer`: uses the units that the item
 * layer left. `spend`: applies to the amounts that remain.
 */
export type Layer = 'item' | 'retailer' | 'spend';

/** A promotion's `when`, in numbers. */
export interface CompiledWindow {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Bit 0 is Monday. */
  readonly weekdays: number;
  readonly startMinute: number;
  readonly endMinute: number;
}

/** A promotion with everything that can be computed without a basket. */
export interface CompiledPromotion {
  readonly promotion: Promotion;
  /** Place in the file, from 0. */
  readonly index: number;
  readonly layer: Layer;
  readonly minimum: MinimumNeeded;
  /** The promotion's own scope. A line must lie in it and in one of `parts`. */
  readonly scope: CompiledScope;
  /** The scope of each part, one that includes everything for a kind without parts. Bit i of a line's mask is part i. */
  readonly parts: readonly CompiledScope[];
  /**
   * A product can lie in the scopes of the first two parts, of a kind that compares them: then a unit of the second is never
   * dearer than one of the first (docs/rules.md#pricing-5).
   */
  readonly overlaps: boolean;
  readonly capMinor: number;
  /** Times on one receipt, before the day's uses are taken off. */
  readonly timesLimit: number;
  readonly perDayLimit: number;
  readonly window: CompiledWindow | undefined;
  readonly registeredOnly: boolean;
  readonly poolable: boolean;
  readonly alone: boolean;
  /** Number of its `group` in this file, −1 without. */
  readonly group: number;
  /** Which promotion component it belongs to (docs/rules.md#ruling-a). */
  readonly component: number;
}

/** Which promotions apply to a product, and by which of their parts. Parallel arrays in file order. */
export interface Membership {
  readonly promotions: readonly CompiledPromotion[];
  /** Bit i is set where the product lies in part i. */
  readonly masks: readonly number[];
  /** Their places in the file. */
  readonly places: readonly number[];
  /** The components of those promotions, ascending, each once. */
  readonly components: readonly number[];
}

/** A promotions file compiled once; everything else in promotions/ works on it. */
export interface PromotionSet {
  readonly file: PromotionsFile;
  readonly promotions: readonly CompiledPromotion[];
  readonly componentCount: number;
  readonly hasWindows: boolean;
  /** Whether every promotion may be given on any receipt as often as it says: no windows, no members only, no day's limit. */
  readonly isUnconditional: boolean;
  /** Which promotions apply to a product. Cached by product, so a repeated question costs one look-up. */
  readonly membership: (gtin: string | undefined, category: string) => Membership;
}

/** How often a promotion may be given on this receipt; 0 where it does not apply at all. */
export type TimesLimitOf = (compiled: CompiledPromotion) => number;
