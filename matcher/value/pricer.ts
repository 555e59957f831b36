import type { BasketLine, Priced } from '../../contracts/basket.ts';
import type { AggregateDiscount } from '../../promotions/kinds/aggregate-discount.ts';
import type { Membership } from '../../promotions/model/compiled.ts';

/** For whom a receipt is priced. docs/rules.md#ruling-j says when a joint receipt is `registered`. */
export interface PricerContext {
  readonly registered: boolean;
  /** By promotion id how often it was used today; on a joint receipt the largest count of any contributor. */
  readonly usedToday: Readonly<Record<string, number>>;
}

/** No uses today. It is compared by identity, so that the common case needs no computation of limits. */
export const NOTHING_USED: Readonly<Record<string, number>> = {};

/** Lines of one component with their promotions looked up once, because they are priced thousands of times. */
export interface PreparedLines {
  readonly entries: readonly {
    /** Unique among all members' lines (`lineKey`). */
    readonly id: string;
    readonly quantity: number;
    readonly unitPriceMinor: number;
    readonly membership: Membership;
  }[];
  /** Spending in minor units and number of units of the lines in scope, where the component has one promotion; else 0. */
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
  /** The ids of a component's promotions. */
  promotionsOf(component: number): readonly string[];
  /** Whether the component has a promotion for registered shoppers only. */
  dependsOnRegistration(component: number): boolean;
  /** Looks up the lines of one component. @param owner makes line ids unique on a joint receipt */
  prepare(component: number, owner: string, lines: readonly BasketLine[]): PreparedLines;
  /** The discount as a function of two sums, for receipts of shoppers who used nothing today; undefined where there is none. */
  aggregateDiscount(component: number, registered: boolean): AggregateDiscount | undefined;
  /** The discount on a receipt of these lines of one component, in minor units; zero or more. */
  discountMinor(component: number, lines: readonly PreparedLines[], context: PricerContext): number;
  /** A whole receipt with every promotion that was applied: for explanations. */
  price(lines: readonly BasketLine[], context: PricerContext): Priced;
}

/** The id of a member's line on a joint receipt. */
export function lineKey(owner: string, line: string): string {
  return `${owner} ${line}`;
}
