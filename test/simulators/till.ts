import type { RungSale } from './till-sale.ts';
import { jsonTillLines } from './till-json.ts';
import { type ReceiptLanguage, receiptBytes } from './till-receipt.ts';

/** How a till writes: the contract feed, or receipts for its printer. */
export type TillStyle =
  | { readonly kind: 'json-lines'; readonly seq?: number; readonly withChecksum?: boolean }
  | { readonly kind: 'escpos'; readonly language: ReceiptLanguage; readonly columns?: 32 | 48 };

/** A sale in pieces as the till sends them while the cashier works: one for each line, the last one ends the receipt. Pure. */
export function tillWrites(sale: RungSale, style: TillStyle): readonly Uint8Array[] {
  switch (style.kind) {
    case 'json-lines':
      return jsonTillLines(sale, style);
    case 'escpos':
      return receiptBytes(sale, style);
  }
}

/** The whole sale as one run of bytes. */
export function tillBytes(sale: RungSale, style: TillStyle): Uint8Array {
  return Buffer.concat(tillWrites(sale, style));
}

export interface TillManners {
  /** Pause between two lines, more or less by half. */
  readonly lineMs?: number;
  /** Cuts each write at random places. */
  readonly splits?: boolean;
  /** Chance for a burst of garbage, as from a wrong baud rate, before a sale. */
  readonly garbage?: number;
  readonly random: () => number;
}

/** Rings up a sale on a cable, in the till's own time. Resolves when the last byte is on its way. */
export async function ringUp(
  wire: { readonly write: (bytes: Uint8Array) => Promise<void> },
  sale: RungSale,
  style: TillStyle,
  manners: TillManners,
): Promise<void> {
  const { random } = manners;
  if (random() < (manners.garbage ?? 0)) await wire.write(wrongBaud(random));
  for (const piece of tillWrites(sale, style)) {
    for (const part of manners.splits === true ? splitAtRandom(piece, random) : [piece]) {
      await wire.write(part);
    }
    const waitMs = (manners.lineMs ?? 0) * (0.5 + random());
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}

/** Bytes as a line at the wrong speed gives them: high bits, breaks, no text; ended by a line end. */
export function wrongBaud(random: () => number): Uint8Array {
  const length = 20 + Math.floor(random() * 100);
  const noise = Array.from({ length }, () => 0x80 | Math.floor(random() * 0x80));
  return Uint8Array.from([...noise, 0x0a]);
}

/** The same bytes in pieces cut where `random` chooses. */
export function splitAtRandom(bytes: Uint8Array, random: () => number): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let from = 0;
  while (from < bytes.length) {
    const to = Math.min(bytes.length, from + 1 + Math.floor(random() * 12));
    pieces.push(bytes.subarray(from, to));
    from = to;
  }
  return pieces;
}
