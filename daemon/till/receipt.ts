import { pairingCodesIn, type CodePrefix, type PairingCode } from '../../contracts/code.ts';
import type { TenderKind, TillEvent } from '../../contracts/till-event.ts';

/** A line longer than any real receipt has: beyond it the sale is marked truncated instead of growing for ever. */
const LINE_LIMIT = 20_000;

type Mark = Extract<TillEvent, { kind: 'mark' }>['mark'];

/** One line of a receipt that is open. */
export interface ReceiptLine {
  readonly name: string;
  readonly code: string | undefined;
  readonly quantity: number;
  readonly unitPriceMinor: number;
  readonly amountMinor: number;
  readonly discountMinor: number;
  readonly isVoided: boolean;
}

/** Everything that a till has said since its receipt began. */
export interface Receipt {
  readonly hasBegun: boolean;
  readonly lines: readonly ReceiptLine[];
  /** Discounts on the subtotal. */
  readonly discountMinor: number;
  readonly taxes: readonly {
    readonly amountMinor: number;
    readonly included: boolean | undefined;
  }[];
  readonly totals: readonly number[];
  readonly tenders: readonly { readonly tender: TenderKind; readonly amountMinor: number }[];
  readonly changeMinor: number;
  readonly marks: readonly Mark[];
  readonly isVoided: boolean;
  readonly drawerOpened: boolean;
  readonly transaction: string | undefined;
  readonly receiptNumber: string | undefined;
  readonly soldAt: string | undefined;
  readonly cashier: string | undefined;
  readonly card: string | undefined;
  readonly codes: readonly PairingCode[];
  readonly unknownLines: number;
  readonly isDamaged: boolean;
}

export const EMPTY_RECEIPT: Receipt = {
  hasBegun: false,
  lines: [],
  discountMinor: 0,
  taxes: [],
  totals: [],
  tenders: [],
  changeMinor: 0,
  marks: [],
  isVoided: false,
  drawerOpened: false,
  transaction: undefined,
  receiptNumber: undefined,
  soldAt: undefined,
  cashier: undefined,
  card: undefined,
  codes: [],
  unknownLines: 0,
  isDamaged: false,
};

/** The receipt after one more event of its till. Total: what does not fit is counted, never invented. */
export function readInto(receipt: Receipt, event: TillEvent, prefix: CodePrefix): Receipt {
  const codes = codesAfter(receipt.codes, event, prefix);
  switch (event.kind) {
    case 'begin':
      return { ...receipt, hasBegun: true, transaction: event.transaction ?? receipt.transaction };
    case 'item': {
      if (receipt.lines.length >= LINE_LIMIT) return { ...receipt, codes, isDamaged: true };
      const { name, code, quantity, unitPriceMinor, amountMinor } = event;
      const line = {
        name,
        code,
        quantity,
        unitPriceMinor,
        amountMinor,
        discountMinor: 0,
        isVoided: false,
      };
      return { ...receipt, codes, lines: [...receipt.lines, line] };
    }
    case 'void':
      return event.scope === 'transaction'
        ? { ...receipt, isVoided: true }
        : voidLine(receipt, event);
    case 'discount':
      return discount(receipt, event);
    case 'tax':
      return {
        ...receipt,
        taxes: [...receipt.taxes, { amountMinor: event.amountMinor, included: event.included }],
      };
    case 'total':
      return { ...receipt, totals: [...receipt.totals, event.totalMinor] };
    case 'tender':
      return { ...receipt, tenders: withTender(receipt.tenders, event) };
    case 'change':
      return { ...receipt, changeMinor: receipt.changeMinor + event.amountMinor };
    case 'loyalty':
      return { ...receipt, card: event.id };
    case 'receipt-number':
      return { ...receipt, receiptNumber: event.receiptNumber };
    case 'datetime':
      return { ...receipt, soldAt: event.soldAt };
    case 'mark':
      return { ...receipt, marks: [...receipt.marks, event.mark] };
    case 'drawer':
      return { ...receipt, drawerOpened: true };
    case 'unknown':
      return { ...receipt, codes, unknownLines: receipt.unknownLines + 1 };
    case 'damaged':
      return { ...receipt, isDamaged: true };
    case 'cashier':
      return { ...receipt, cashier: event.cashier };
    case 'subtotal':
    case 'unsupported':
    case 'end':
      return receipt;
  }
}

/** Nothing of a sale has been read yet: a head, an advertisement, a kitchen ticket. */
export function isBlank(receipt: Receipt): boolean {
  return (
    receipt.lines.length === 0 &&
    receipt.totals.length === 0 &&
    receipt.tenders.length === 0 &&
    receipt.marks.length === 0 &&
    !receipt.isVoided &&
    !receipt.drawerOpened
  );
}

/** Cancels the latest un-voided line with the same description or amount. Source: docs/rules.md#line-void. */
function voidLine(receipt: Receipt, event: Extract<TillEvent, { kind: 'void' }>): Receipt {
  const { name, amountMinor } = event;
  const isOpen = (line: ReceiptLine): boolean => !line.isVoided;
  const hasName = (line: ReceiptLine): boolean => isOpen(line) && line.name === name;
  const hasAmount = (line: ReceiptLine): boolean =>
    isOpen(line) && Math.abs(line.amountMinor) === amountMinor;
  const { lines } = receipt;
  let index = lines.findLastIndex((line) => hasName(line) && hasAmount(line));
  if (index === -1 && name !== undefined) index = lines.findLastIndex(hasName);
  if (index === -1 && amountMinor !== undefined) index = lines.findLastIndex(hasAmount);
  if (index === -1 && name === undefined && amountMinor === undefined)
    index = lines.findLastIndex(isOpen);
  const line = lines[index];
  if (line === undefined) return { ...receipt, unknownLines: receipt.unknownLines + 1 };
  return { ...receipt, lines: lines.with(index, { ...line, isVoided: true }) };
}

function discount(receipt: Receipt, event: Extract<TillEvent, { kind: 'discount' }>): Receipt {
  const index =
    event.appliesTo === 'previous' ? receipt.lines.findLastIndex((line) => !line.isVoided) : -1;
  const line = receipt.lines[index];
  if (line === undefined) {
    return { ...receipt, discountMinor: receipt.discountMinor + event.discountMinor };
  }
  const discounted = { ...line, discountMinor: line.discountMinor + event.discountMinor };
  return { ...receipt, lines: receipt.lines.with(index, discounted) };
}

function withTender(
  tenders: Receipt['tenders'],
  { tender, amountMinor }: Extract<TillEvent, { kind: 'tender' }>,
): Receipt['tenders'] {
  // A sale holds at most 16 tenders; beyond that only the sum by kind matters.
  const index = tenders.length < 12 ? -1 : tenders.findIndex((one) => one.tender === tender);
  const same = tenders[index];
  if (same === undefined) return [...tenders, { tender, amountMinor }];
  return tenders.with(index, { tender, amountMinor: same.amountMinor + amountMinor });
}

function codesAfter(
  codes: readonly PairingCode[],
  event: TillEvent,
  prefix: CodePrefix,
): readonly PairingCode[] {
  if (event.kind !== 'item' && event.kind !== 'unknown') return codes;
  const texts = event.kind === 'item' ? [event.code, event.name, event.text] : [event.text];
  const found = texts.flatMap((text) => (text === undefined ? [] : pairingCodesIn(text, prefix)));
  return found.length === 0 ? codes : [...new Set([...codes, ...found])].slice(0, 16);
}
