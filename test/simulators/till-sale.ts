/** One line as it was rung up. */
export interface RungLine {
  readonly name: string;
  readonly code?: string;
  readonly quantity: number;
  readonly unitPriceMinor: number;
}

/** A sale that a virtual till rings up; `discountMinor` is what the till's own promotion took off. */
export interface RungSale {
  readonly lines: readonly RungLine[];
  readonly discountMinor?: number;
  readonly discountName?: string;
  readonly totalMinor: number;
  readonly tender?: 'cash' | 'card';
  /** What the customer handed over; the total unless told. */
  readonly paidMinor?: number;
  readonly receiptNumber: string;
  /** `2026-11-22 17:05`, as printed. */
  readonly soldAt?: string;
  /** A loyalty card that was scanned at the till. */
  readonly card?: string;
  /** A pairing code that the cashier scanned into the receipt as a note. */
  readonly code?: string;
  readonly kind?: 'sale' | 'refund' | 'void' | 'training' | 'reprint';
}

/** What the sale comes to before discounts. */
export function goodsMinor(sale: Pick<RungSale, 'lines'>): number {
  return sale.lines.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0);
}
