import { discountOf } from './discount.ts';
import { evaluate } from './layers/receipt-value.ts';
import { layOutReceipt, membershipsOf, type PlacedLine } from './receipt/receipt-layout.ts';
import { timesLimits } from './price.ts';
import type { CompiledPromotion, PromotionSet, TimesLimitOf } from './compile/compiled.ts';

/*
 * The price table: `D(set of lines)` thousands of times per event, without parsing or matching scopes again.
 *
 *   const set = compilePromotions(file, knownProducts(products));        // once per promotions file
 *   const table = priceTable(set);                                       // once per venue
 *   const terms = table.terms({ at, member, usedToday });                // once per shopper, group or event
 *   const handle = table.register({ key: 'anna/1', gtin, category, quantity, unitPriceMinor });
 *   table.discountMinor(handles, terms);                                 // D of a receipt, whole
 *   table.componentDiscountMinor(handles, component, terms);             // D of one promotion component on that receipt
 *   table.components(handle);                                            // which components the line touches; [] = none
 *   table.isPoolable(handle, terms);                                     // false: stays off joint receipts (docs/rules.md#ruling-c)
 *   table.evaluate(handles, terms);                                      // discount, promotions that gave, exact
 *   table.release(handle);                                               // the handle is used again
 *
 * `discountMinor` equals `price(basket, set).discountMinor` of the basket with those lines, their keys as ids. The sum of
 * `componentDiscountMinor` over all components is `discountMinor`, provided that the file was compiled with the catalogue (or the
 * lines) that say where products belong. A receipt that several people pay is `member` only if all who contribute are
 * (docs/rules.md#ruling-j), and a promotion's uses today count as the largest of theirs: combine terms with `table.jointTerms`.
 */

/** A line that receipts are made of. */
export interface TableLine {
  /** Its canonical place: ties between lines fall to the smaller key in code point order. Unique within a receipt. */
  readonly key: string;
  readonly gtin?: string | undefined;
  readonly category: string;
  readonly quantity: number;
  readonly unitPriceMinor: number;
}

/** What decides whether promotions apply to a receipt, besides its lines. */
export interface ReceiptConditions {
  /** ISO 8601 with offset; without it time windows are not looked at. */
  readonly at?: string | undefined;
  readonly member: boolean;
  readonly usedToday?: Readonly<Record<string, number>> | undefined;
}

/** Conditions worked out once: how often each promotion may be given on the receipt, by place in the file. */
export interface Terms {
  readonly timesLimits: readonly number[];
}

export interface TableValue {
  readonly discountMinor: number;
  /** Promotions that gave something, in file order. */
  readonly promotions: readonly CompiledPromotion[];
  readonly exact: boolean;
}

export interface PriceTable {
  readonly set: PromotionSet;
  readonly terms: (conditions: ReceiptConditions) => Terms;
  /** Terms of a receipt that several people contribute to: what each of them may have. */
  readonly jointTerms: (members: readonly Terms[]) => Terms;
  readonly register: (line: TableLine) => number;
  readonly release: (handle: number) => void;
  readonly components: (handle: number) => readonly number[];
  /** Every promotion in whose scope the line lies, in file order, whatever the terms. */
  readonly promotions: (handle: number) => readonly CompiledPromotion[];
  readonly isPoolable: (handle: number, terms: Terms) => boolean;
  readonly discountMinor: (handles: readonly number[], terms: Terms) => number;
  readonly componentDiscountMinor: (
    handles: readonly number[],
    component: number,
    terms: Terms,
  ) => number;
  readonly evaluate: (handles: readonly number[], terms: Terms, component?: number) => TableValue;
}

/** The terms' limits, of one component's promotions where one is named. */
function limitsIn({ timesLimits }: Terms, component: number | undefined): TimesLimitOf {
  if (component === undefined) return (compiled) => timesLimits[compiled.index] ?? 0;
  return (compiled) => (compiled.component === component ? (timesLimits[compiled.index] ?? 0) : 0);
}

/** An empty price table over a compiled promotions file. It owns the registered lines. */
export function priceTable(set: PromotionSet): PriceTable {
  const slots: (PlacedLine | undefined)[] = [];
  const free: number[] = [];

  const slotOf = (handle: number): PlacedLine => {
    const slot = slots[handle];
    if (slot === undefined) throw new Error(`bug: line handle ${handle} is not registered`);
    return slot;
  };
  const slotsOf = (handles: readonly number[]): readonly PlacedLine[] => {
    const lines: PlacedLine[] = [];
    for (let index = 0; index < handles.length; index += 1)
      lines.push(slotOf(handles[index] ?? -1));
    return lines;
  };

  return {
    set,
    terms: (conditions) => {
      const limitOf = timesLimits(conditions, set);
      return { timesLimits: set.promotions.map(limitOf) };
    },
    jointTerms: (members) => ({
      timesLimits: set.promotions.map((_, index) =>
        members.reduce((least, terms) => Math.min(least, terms.timesLimits[index] ?? 0), Infinity),
      ),
    }),
    register: (line) => {
      const slot: PlacedLine = {
        id: line.key,
        quantity: line.quantity,
        unitPriceMinor: line.unitPriceMinor,
        membership: set.membership(line.gtin, line.category),
      };
      const handle = free.pop() ?? slots.length;
      slots[handle] = slot;
      return handle;
    },
    release: (handle) => {
      slotOf(handle);
      slots[handle] = undefined;
      free.push(handle);
    },
    components: (handle) => slotOf(handle).membership.components,
    promotions: (handle) => slotOf(handle).membership.promotions,
    isPoolable: (handle, terms) =>
      slotOf(handle).membership.promotions.every(
        (compiled) => compiled.poolable || (terms.timesLimits[compiled.index] ?? 0) === 0,
      ),
    discountMinor: (handles, terms) =>
      discountOf(slotsOf(handles), set, limitsIn(terms, undefined)),
    componentDiscountMinor: (handles, component, terms) =>
      discountOf(slotsOf(handles), set, limitsIn(terms, component)),
    evaluate: (handles, terms, component) => {
      const lines = slotsOf(handles);
      const { receipt, applicables } = layOutReceipt(lines, membershipsOf(lines, set), set, {
        timesLimitOf: limitsIn(terms, component),
        unreached: false,
      });
      const value = evaluate(applicables, receipt);
      const promotions = value.uses.map((use) => use.compiled).sort((a, b) => a.index - b.index);
      return { discountMinor: value.discountMinor, promotions, exact: value.exact };
    },
  };
}
