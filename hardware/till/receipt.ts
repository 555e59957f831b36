import type { TillEvent } from '../../contracts/till-event.ts';

/** Height of a line of text in dots, to compare text with pictures. */
const LINE_DOTS = 30;

/** An item of the receipt that is open, to recognise the void that cancels it. */
interface RungItem {
  readonly name: string;
  readonly amountMinor: number;
  isVoided: boolean;
}

/** What is known of the receipt that is open. */
export interface Receipt {
  readonly beganAtMs: number;
  transaction: string | undefined;
  /** Lines so far. */
  lines: number;
  rasterDots: number;
  /** Something of a sale was seen; until then it may be a head, a coupon, a kitchen ticket. */
  isMeant: boolean;
  held: TillEvent[];
  /** A cut came before anything of a sale. */
  headCutAtMs: number | undefined;
  hasItems: boolean;
  hasSubtotal: boolean;
  hasTotal: boolean;
  hasTender: boolean;
  /** The printer was initialised after the total: the next item begins another receipt. */
  mayHaveEnded: boolean;
  /** A discount, tax or void came after the total: a later total replaces it. */
  changedSinceTotal: boolean;
  totalMinor: number;
  /** A mark or a void says that this is not a sale to be balanced. */
  isMarked: boolean;
  isRefund: boolean;
  readonly items: RungItem[];
  note(event: TillEvent): void;
}

export function freshReceipt(beganAtMs: number): Receipt {
  const receipt: Receipt = {
    beganAtMs,
    transaction: undefined,
    lines: 0,
    rasterDots: 0,
    isMeant: false,
    held: [],
    headCutAtMs: undefined,
    hasItems: false,
    hasSubtotal: false,
    hasTotal: false,
    hasTender: false,
    mayHaveEnded: false,
    changedSinceTotal: false,
    totalMinor: 0,
    isMarked: false,
    isRefund: false,
    items: [],
    note: (event) => noteEvent(receipt, event),
  };
  return receipt;
}

function noteEvent(receipt: Receipt, event: TillEvent): void {
  switch (event.kind) {
    case 'item':
      receipt.hasItems = true;
      receipt.items.push({ name: event.name, amountMinor: event.amountMinor, isVoided: false });
      return;
    case 'void':
      receipt.changedSinceTotal = true;
      if (event.scope === 'transaction') receipt.isMarked = true;
      else voidedItem(receipt, event.name, event.amountMinor);
      return;
    case 'discount':
    case 'tax':
      receipt.changedSinceTotal = true;
      return;
    case 'subtotal':
      receipt.hasSubtotal = true;
      return;
    case 'total':
      receipt.hasTotal = true;
      receipt.changedSinceTotal = false;
      receipt.totalMinor = event.totalMinor;
      return;
    case 'mark':
      receipt.isMarked = true;
      if (event.mark === 'refund') receipt.isRefund = true;
      return;
    case 'tender':
      receipt.hasTender = true;
      return;
    case 'begin':
    case 'change':
    case 'loyalty':
    case 'receipt-number':
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

/** Marks and returns the latest un-voided line with this name or, without a name, this amount. */
function voidedItem(
  receipt: Receipt,
  name: string | undefined,
  amountMinor: number | undefined,
): void {
  const item =
    receipt.items.findLast((rung) => !rung.isVoided && rung.name === name) ??
    receipt.items.findLast((rung) => !rung.isVoided && rung.amountMinor === amountMinor) ??
    (name === undefined && amountMinor === undefined
      ? receipt.items.findLast((rung) => !rung.isVoided)
      : undefined);
  if (item !== undefined) item.isVoided = true;
}

/** Whether an un-voided line of this name and amount stands on the receipt. */
export function canVoid(receipt: Receipt, name: string, amountMinor: number): boolean {
  return receipt.items.some(
    (rung) => !rung.isVoided && rung.name === name && rung.amountMinor === amountMinor,
  );
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
