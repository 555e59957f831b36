import type { CodePrefix, PairingCode } from '../../contracts/code.ts';
import type { TillId } from '../../contracts/ids.ts';
import type { Product } from '../../contracts/product.ts';
import { SALE_PART_LINES, type Ringing, type Sale, type SaleLine } from '../../contracts/sale.ts';
import type { TillEvent } from '../../contracts/till-event.ts';
import { reckon } from './balance.ts';
import { EMPTY_RECEIPT, isBlank, readInto, type Receipt, type ReceiptLine } from './receipt.ts';
import { type IdentityField, saleId } from './sale-id.ts';
import { inParts, linesByMessage } from './sale-parts.ts';

/** What the assembler must know of the venue. */
export interface SaleRules {
  readonly till: TillId;
  readonly codePrefix: CodePrefix;
  /** The venue's keyed hash of a loyalty card. */
  readonly hashCard: (card: string) => string;
  /** Finds a till line's product by GTIN, code or till name. */
  readonly findProduct: (line: {
    readonly name: string;
    readonly code: string | undefined;
  }) => Product | undefined;
  readonly dayOf: (atMs: number) => string;
  /** The fields that name a receipt of this till; left out, whatever of number, day, lines and total is printed. */
  readonly identity?: readonly IdentityField[];
}

/** A till's receipt in the making. A value: keep the one that `assemble` returns. */
export interface SaleState {
  readonly receipt: Receipt;
  /** A receipt was seen from its beginning since the link opened or bytes were lost; before that we may have come in the middle. */
  readonly isInStep: boolean;
}

export const FIRST_SALE_STATE: SaleState = { receipt: EMPTY_RECEIPT, isInStep: false };

/** What became of an event. */
export type SaleOutcome =
  /** A receipt closed: its sale in one or more numbered parts. */
  | { readonly kind: 'sale'; readonly parts: readonly Sale[] }
  /** The receipt is open, its card is known, and its lines changed. */
  | { readonly kind: 'ringing'; readonly ringing: Ringing }
  /** A slip of paper that held nothing but codes, such as a note that the cashier keyed between two sales. */
  | { readonly kind: 'codes'; readonly codes: readonly PairingCode[] }
  /** The feed holds receipts that cannot be read: for people, never a silent zero sale. */
  | { readonly kind: 'unsupported'; readonly reason: string }
  | { readonly kind: 'none' };

const NONE: SaleOutcome = { kind: 'none' };

/** Takes the next event of a till: the new state, and what is to be told. Pure. */
export function assemble(
  state: SaleState,
  event: TillEvent,
  rules: SaleRules,
): { readonly state: SaleState; readonly outcomes: readonly SaleOutcome[] } {
  // A begin while a receipt is open closes that one first: a till that never says "end".
  if (event.kind === 'begin' && !isBlank(state.receipt)) {
    const closed = close(state, event.atMs, rules);
    const next = assemble(closed.state, event, rules);
    return { state: next.state, outcomes: [...closed.outcomes, ...next.outcomes] };
  }
  const receipt = readInto(state.receipt, event, rules.codePrefix);
  switch (event.kind) {
    case 'end':
      return close({ ...state, receipt }, event.atMs, rules);
    case 'unsupported':
      return {
        state: { ...state, receipt },
        outcomes: [{ kind: 'unsupported', reason: event.reason }],
      };
    case 'damaged':
      // Between two receipts it only means that the next one may have lost its head.
      return isBlank(state.receipt)
        ? { state: { receipt: state.receipt, isInStep: false }, outcomes: [] }
        : { state: { ...state, receipt }, outcomes: [] };
    case 'item':
    case 'void':
    case 'discount':
    case 'loyalty':
      return { state: { ...state, receipt }, outcomes: ringing(receipt, rules) };
    case 'begin':
    case 'subtotal':
    case 'tax':
    case 'total':
    case 'tender':
    case 'change':
    case 'receipt-number':
    case 'cashier':
    case 'datetime':
    case 'mark':
    case 'drawer':
    case 'unknown':
      return { state: { ...state, receipt }, outcomes: [] };
  }
}

function ringing(receipt: Receipt, rules: SaleRules): readonly SaleOutcome[] {
  if (receipt.card === undefined || receipt.lines.length === 0) return [];
  const first = openLines(receipt).slice(0, SALE_PART_LINES);
  const lines = linesByMessage(first.map((line) => saleLine(line, rules)))[0] ?? [];
  const card = rules.hashCard(receipt.card);
  return [{ kind: 'ringing', ringing: { till: rules.till, card, lines } }];
}

function close(
  state: SaleState,
  closedAtMs: number,
  rules: SaleRules,
): { readonly state: SaleState; readonly outcomes: readonly SaleOutcome[] } {
  const { receipt } = state;
  if (isBlank(receipt)) {
    const outcome: SaleOutcome =
      receipt.codes.length > 0 ? { kind: 'codes', codes: receipt.codes } : NONE;
    return {
      state: { ...state, receipt: EMPTY_RECEIPT },
      outcomes: outcome === NONE ? [] : [outcome],
    };
  }
  const { totalMinor, taxMinor, discountMinor, balance } = reckon(receipt);
  // The first receipt after a gap is trusted when it has its beginning and adds up.
  const hasLostItsHead = !state.isInStep && !(receipt.hasBegun && balance.kind === 'balanced');
  const whole = {
    sale: saleId({
      till: rules.till,
      receipt,
      totalMinor,
      closedAtMs,
      dayOf: rules.dayOf,
      ...(rules.identity === undefined ? {} : { from: rules.identity }),
    }),
    till: rules.till,
    kind: kindOf(receipt, totalMinor),
    ...(receipt.soldAt === undefined ? {} : { soldAt: receipt.soldAt }),
    closedAtMs,
    ...(receipt.receiptNumber === undefined ? {} : { receiptNumber: receipt.receiptNumber }),
    lines: openLines(receipt).map((line) => saleLine(line, rules)),
    discountMinor,
    taxMinor,
    totalMinor,
    tenders: receipt.tenders.slice(0, 16),
    changeMinor: receipt.changeMinor,
    balance,
    codes: [...receipt.codes],
    ...(receipt.card === undefined ? {} : { card: rules.hashCard(receipt.card) }),
    unknownLines: receipt.unknownLines,
    truncated: receipt.isDamaged || hasLostItsHead,
  };
  return {
    state: { receipt: EMPTY_RECEIPT, isInStep: true },
    outcomes: [{ kind: 'sale', parts: inParts(whole) }],
  };
}

/** A mark says what the whole receipt is; without one a negative total is a refund and an opened drawer by itself is no sale. */
function kindOf(receipt: Receipt, totalMinor: number): Sale['kind'] {
  for (const mark of ['reprint', 'training', 'void', 'report', 'no-sale', 'refund'] as const) {
    if (receipt.marks.includes(mark)) return mark;
    if (mark === 'void' && receipt.isVoided) return 'void';
  }
  if (totalMinor < 0) return 'refund';
  const isEmpty =
    receipt.lines.length === 0 && receipt.totals.length === 0 && receipt.tenders.length === 0;
  return isEmpty ? 'no-sale' : 'sale';
}

function openLines(receipt: Receipt): readonly ReceiptLine[] {
  return receipt.lines.filter((line) => !line.isVoided);
}

function saleLine(line: ReceiptLine, rules: SaleRules): SaleLine {
  const product = rules.findProduct(line);
  const { name, code, quantity, unitPriceMinor, amountMinor, discountMinor } = line;
  const gtin = product?.gtins[0] ?? product?.code;
  return {
    name,
    ...(code === undefined ? {} : { code }),
    ...(gtin === undefined ? {} : { gtin }),
    category: product?.category ?? 'unknown',
    quantity,
    unitPriceMinor,
    amountMinor,
    // More than the line is an error of the feed that the balance check shows; a negative discount cannot be.
    discountMinor: Math.max(0, discountMinor),
  };
}
