import type { Receipt, Applicable } from '../receipt/receipt.ts';

/** Units that are alike for the search: same price, touched by the same promotions in the same way. */
export interface UnitClass {
  /** Canonical order. */
  readonly lines: readonly number[];
  readonly units: number;
  readonly unitPriceMinor: number;
}

/** The units for which several promotions compete, in the order in which the search meets them: dearest first. */
export interface UnitRow {
  readonly classes: readonly UnitClass[];
  /** For each unit its class. */
  readonly classOf: readonly number[];
  readonly endsLine: readonly boolean[];
  readonly endsPrice: readonly boolean[];
}

/**
 * Lays out the units that the promotions applicable.
 * @param byLine keep lines apart even where they are alike
 */
export function classifyUnits(
  applicables: readonly Applicable[],
  receipt: Receipt,
  byLine: (applicable: Applicable) => boolean,
): UnitRow {
  const signatures = new Map<number, string>();
  for (const [number, applicable] of applicables.entries()) {
    const isApart = byLine(applicable);
    for (const [place, line] of applicable.lines.entries()) {
      const mark = `${number}:${applicable.masks[place]}${isApart ? `@${line}` : ''}`;
      signatures.set(line, `${signatures.get(line) ?? ''} ${mark}`);
    }
  }
  const lines = [...signatures.keys()]
    .filter((line) => (receipt.quantity[line] ?? 0) > 0)
    .sort(
      (a, b) =>
        (receipt.unitPriceMinor[b] ?? 0) - (receipt.unitPriceMinor[a] ?? 0) ||
        (receipt.ranks[a] ?? 0) - (receipt.ranks[b] ?? 0),
    );
  const grouped = new Map<string, number[]>();
  for (const line of lines) {
    const key = `${receipt.unitPriceMinor[line]}${signatures.get(line) ?? ''}`;
    const alike = grouped.get(key);
    if (alike === undefined) grouped.set(key, [line]);
    else alike.push(line);
  }
  const classes: UnitClass[] = [];
  const [classOf, endsLine, endsPrice]: [number[], boolean[], boolean[]] = [[], [], []];
  for (const alike of grouped.values()) {
    const unitPriceMinor = receipt.unitPriceMinor[alike[0] ?? 0] ?? 0;
    const units = alike.reduce((sum, line) => sum + (receipt.quantity[line] ?? 0), 0);
    if (classes.at(-1)?.unitPriceMinor !== unitPriceMinor && endsPrice.length > 0) {
      endsPrice[endsPrice.length - 1] = true;
    }
    for (let unit = 0; unit < units; unit += 1) {
      classOf.push(classes.length);
      endsLine.push(unit === units - 1);
      endsPrice.push(false);
    }
    classes.push({ lines: alike, units, unitPriceMinor });
  }
  if (endsPrice.length > 0) endsPrice[endsPrice.length - 1] = true;
  return { classes, classOf, endsLine, endsPrice };
}
