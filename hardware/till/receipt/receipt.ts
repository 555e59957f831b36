import type { TillEvent } from '../../../contracts/till-event.ts';

/** Height of a line of text in dots, to compare text with pictures. */
const LINE_DOTS = 30;

/** An item of the receipt that is open, to recognise the void that cancels it and to check the sums. */
interface RungItem {
  readonly name: string;
  readonly amountMinor: number;
  discountMinor: number;
  isVoided: boolean;
}

/** What is known of a receipt while it is read. */
export interface Receipt {
  /** Lines so far. */
  lines: number;
  rasterDots: number;
  /** Something of a sale was seen; until then it may be a head, a coupon, a kitchen ticket. */
  isMeant: boolean;
  hasItems: boolean;
  hasSubtotal: boolean;
  hasTotal: boolean;
  hasTender: boolean;
  /** A discount, tax or void came after the total: a later total replaces it. */
  changedSinceTotal: boolean;
  /** A mark or a void says that this is not a sale to be balanced. */
  isMarked: boolean;
  isRefund: boolean;
  number: string | undefined;
  readonly items: RungItem[];
  readonly totals: number[];
  /** Discounts on the subtotal. */
  discountMinor: number;
  /** Taxes that may come on top of the prices, and those that are said to. */
  taxMinor: number;
  exclusiveTaxMinor: number;
  /** Tenders less change. */
  paidMinor: number;
}

export function freshReceipt(): Receipt {
  return {
    lines: 0,
    rasterDots: 0,
    isMeant: false,
    hasItems: false,
    hasSubtotal: false,
    hasTotal: false,
    hasTender: false,
    changedSinceTotal: false,
    isMarked: false,
    isRefund: false,
    number: undefined,
    items: [],
    totals: [],
    discountMinor: 0,
    taxMinor: 0,
    exclusiveTaxMinor: 0,
    paidMinor: 0,
  };
}

/** Takes an event into account. */
export function noteEvent(receipt: Receipt, event: TillEvent): void {
  receipt.isMeant ||= isOfASale(event);
  switch (event.kind) {
    case 'item': {
      const { name, amountMinor } = event;
      receipt.hasItems = true;
      receipt.items.push({ name, amountMinor, discountMinor: 0, isVoided: false });
      return;
    }
    case 'void':
      receipt.changedSinceTotal = true;
      if (event.scope === 'transaction') receipt.isMarked = true;
      else voidItem(receipt, event.name, event.amountMinor);
      return;
    case 'discount':
      receipt.changedSinceTotal = true;
      discount(receipt, event);
      return;
    case 'tax':
      receipt.changedSinceTotal = true;
      if (event.included === undefined) receipt.taxMinor += event.amountMinor;
      else if (!event.included) receipt.exclusiveTaxMinor += event.amountMinor;
      return;
    case 'subtotal':
      receipt.hasSubtotal = true;
      return;
    case 'total':
      receipt.hasTotal = true;
      receipt.changedSinceTotal = false;
      receipt.totals.push(event.totalMinor);
      return;
    case 'mark':
      receipt.isMarked = true;
      if (event.mark === 'refund') receipt.isRefund = true;
      return;
    case 'tender':
      receipt.hasTender = true;
      receipt.paidMinor += event.amountMinor;
      return;
    case 'change':
      receipt.paidMinor -= event.amountMinor;
      return;
    case 'receipt-number':
      receipt.number = event.receiptNumber;
      return;
    case 'begin':
    case 'loyalty':
    case 'cashier':
    case 'datetime':
    case 'drawer':
    case 'unknown':
    case 'unsupported':
    case 'damaged':
    case 'end':
      return;
  }
}

/** Heads and other prints have numbers and dates too. */
function isOfASale(event: TillEvent): boolean {
  switch (event.kind) {
    case 'unknown':
    case 'receipt-number':
    case 'cashier':
    case 'datetime':
    case 'loyalty':
    case 'drawer':
    case 'damaged':
      return false;
    case 'begin':
    case 'item':
    case 'void':
    case 'discount':
    case 'subtotal':
    case 'tax':
    case 'total':
    case 'tender':
    case 'change':
    case 'mark':
    case 'unsupported':
    case 'end':
      return true;
  }
}

/** Voids the latest open line with this name and amount, else with this name, else with this amount, else the latest of all. */
function voidItem(
  receipt: Receipt,
  name: string | undefined,
  amountMinor: number | undefined,
): void {
  const open = receipt.items.filter((rung) => !rung.isVoided);
  const isNamed = (rung: RungItem): boolean => rung.name === name;
  const costs = (rung: RungItem): boolean => Math.abs(rung.amountMinor) === amountMinor;
  const item =
    open.findLast((rung) => isNamed(rung) && costs(rung)) ??
    open.findLast(isNamed) ??
    open.findLast(costs) ??
    (name === undefined && amountMinor === undefined ? open.at(-1) : undefined);
  if (item !== undefined) item.isVoided = true;
}

function discount(receipt: Receipt, event: Extract<TillEvent, { kind: 'discount' }>): void {
  const item =
    event.appliesTo === 'previous' ? receipt.items.findLast((rung) => !rung.isVoided) : undefined;
  if (item === undefined) receipt.discountMinor += event.discountMinor;
  else item.discountMinor += event.discountMinor;
}

/** Whether an un-voided line of this name and amount stands on the receipt. */
export function canVoid(receipt: Receipt, name: string, amountMinor: number): boolean {
  return receipt.items.some(
    (rung) => !rung.isVoided && rung.name === name && rung.amountMinor === amountMinor,
  );
}

/**
 * The cross-check: items less discounts, with or without the taxes, are one of the totals, and what was paid is it too. A refund
 * may be printed with either sign. Source: docs/rules.md#cross-check.
 */
export function addsUp(receipt: Receipt): boolean {
  if (receipt.items.length === 0 || receipt.totals.length === 0) return false;
  const { paidMinor, hasTender, totals } = receipt;
  const isReversed = receipt.isRefund || totals.some((total) => total < 0);
  const either = sums(receipt);
  return totals.some((total) => {
    if (hasTender && total !== paidMinor && !(isReversed && total === -paidMinor)) return false;
    return either.some((sum) => total === sum || (isReversed && total === -sum));
  });
}

/** What each total lacks of each sum that it may be; zero where the two agree. */
export function shortfalls(receipt: Receipt): readonly number[] {
  return receipt.totals.flatMap((total) => sums(receipt).map((sum) => total - sum));
}

/** Items less discounts, without the taxes and with them. */
function sums(receipt: Receipt): readonly [number, number] {
  const net = receipt.items.reduce(
    (sum, rung) => (rung.isVoided ? sum : sum + rung.amountMinor - rung.discountMinor),
    receipt.exclusiveTaxMinor - receipt.discountMinor,
  );
  return [net, net + receipt.taxMinor];
}

/** Why a receipt that ends here cannot be taken as a sale; undefined where it can. */
export function closingProblem(
  receipt: Receipt,
  grade: 'items' | 'total' | 'tender',
  minLines: number,
): string | undefined {
  if (receipt.rasterDots > receipt.lines * LINE_DOTS && receipt.lines < 3) {
    return 'raster receipt: the till prints pictures, not text; use another source or driver';
  }
  if (receipt.isMeant && receipt.lines > 0 && receipt.lines < minLines) {
    return `only ${receipt.lines} lines: too short for a receipt of this till`;
  }
  if (grade !== 'items' || receipt.isMarked || !receipt.isMeant) return undefined;
  if (receipt.hasItems && !receipt.hasTotal) return 'lines that look like items, but no total';
  if (receipt.hasTotal && !receipt.hasItems) return 'a total without items, such as a card slip';
  return undefined;
}
