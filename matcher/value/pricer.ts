import type { BasketLine, Priced } from '../../contracts/basket.ts';
import type { AggregateDiscount } from './two-sum-discount.ts';
import type { Membership } from '../../promotions/compile/compiled.ts';

/** In whose name a receipt is priced: docs/rules.md#ruling-j says when a joint receipt is `registered`. */
export interface PricerContext {
  readonly registered: boolean;
  /** How often each promotion was used today by whoever is on the receipt; the largest count where they are several. */
  readonly usedToday: Readonly<Record<string, number>>;
}

/** The same object wherever nothing was used: then limits need not be worked out. */
export const NOTHING_USED: Readonly<Record<string, number>> = {};

/** Lines of one component, looked up once, so that they are priced thousands of times without asking again. */
export interface PreparedLines {
  readonly entries: readonly {
    /** Canonical place: unique among all members' lines. */
    readonly id: string;
    readonly quantity: number;
    readonly unitPriceMinor: number;
    readonly membership: Membership;
  }[];
  /** What the lines in scope cost and how many units they are, where the component has a `sumGift`; else 0. */
  readonly spendMinor: number;
  readonly units: number;
}

/**
 * What the matcher asks of the promotion engine, at one moment: `D` (docs/rules.md#value), one promotion component at a time
 * (docs/rules.md#ruling-a). A pricer never changes; when another promotion starts to run, or the file changes, there is another
 * pricer.
 */
export interface Pricer {
  /** Which promotions run, as a text to compare. */
  readonly activeKey: string;
  readonly componentCount: number;
  /** The component that a line belongs to, or -1 where no promotion touches it. */
  componentOf(line: BasketLine): number;
  /**
   * Whether a line may stand on a joint receipt: no running promotion that forbids pooling touches it (docs/rules.md#ruling-c).
   */
  isPoolable(line: BasketLine): boolean;
  promotionsOf(component: number): readonly string[];
  /** Whether the component has a promotion for registered shoppers only. */
  dependsOnRegistration(component: number): boolean;
  prepare(component: number, owner: string, lines: readonly BasketLine[]): PreparedLines;
  /** The discount as a function of two sums, for components that have one, on receipts of people who used nothing today. */
  aggregateDiscount(component: number, registered: boolean): AggregateDiscount | undefined;
  /** The discount on a receipt of these lines of one component, in minor units; zero or more. */
  discountMinor(component: number, lines: readonly PreparedLines[], context: PricerContext): number;
  /** A whole receipt with everything that was applied: for explanations. */
  price(lines: readonly BasketLine[], context: PricerContext): Priced;
}

/** A line's canonical place on a receipt that several members share. */
export function lineKey(owner: string, line: string): string {
  return `${owner} ${line}`;
}
