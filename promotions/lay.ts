import type { Membership } from './compile.ts';
import type { Receipt } from './receipt.ts';

/** What a receipt is laid out from. */
export interface LineToLay {
  readonly name: string;
  readonly unitPriceMinor: number;
  readonly quantity: number;
  readonly membership: Membership;
}

/**
 * Puts lines in the order of a receipt: dearest first, equal prices by name in code point order; `order` says where each came
 * from. A line's rank is its place by name alone.
 */
export function layLines(lines: readonly LineToLay[]): {
  readonly receipt: Receipt;
  readonly order: readonly number[];
} {
  const rankOf = ranksByName(lines);
  const order = lines.map((_, index) => index);
  order.sort(
    (a, b) =>
      (lines[b]?.unitPriceMinor ?? 0) - (lines[a]?.unitPriceMinor ?? 0) ||
      (rankOf[a] ?? 0) - (rankOf[b] ?? 0),
  );
  const unitPriceMinor: number[] = [];
  const quantity: number[] = [];
  const memberships: Membership[] = [];
  const ranks: number[] = [];
  for (const index of order) {
    const line = lines[index];
    if (line === undefined) continue;
    unitPriceMinor.push(line.unitPriceMinor);
    quantity.push(line.quantity);
    memberships.push(line.membership);
    ranks.push(rankOf[index] ?? 0);
  }
  return { receipt: { unitPriceMinor, quantity, memberships, ranks }, order };
}

function ranksByName(lines: readonly LineToLay[]): readonly number[] {
  const places = lines.map((_, index) => index);
  if (lines.every((line, index) => index === 0 || (lines[index - 1]?.name ?? '') < line.name)) {
    return places;
  }
  const sorted = places.toSorted((a, b) => {
    const [one, other] = [lines[a]?.name ?? '', lines[b]?.name ?? ''];
    return one < other ? -1 : one > other ? 1 : a - b;
  });
  const ranks: number[] = Array.from(lines, () => 0);
  for (const [rank, index] of sorted.entries()) ranks[index] = rank;
  return ranks;
}
