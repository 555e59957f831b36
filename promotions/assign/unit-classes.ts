import type { Receipt, Applicable } from '../model/receipt.ts';

/** Units that the search need not tell apart: the same price, and the same parts of the same promotions apply. */
export interface UnitClass {
  /** The receipt's lines whose units these are, in canonical order. */
  readonly lines: readonly number[];
  /** How many units the lines have together. */
  readonly units: number;
  readonly unitPriceMinor: number;
}

/** The units for which promotions compete, in the order in which the search decides them: dearest first. */
export interface UnitRow {
  readonly classes: readonly UnitClass[];
  /** By unit, its class. Units of a class are neighbours. */
  readonly classOf: readonly number[];
  /** By unit, whether it is the last of its class. */
  readonly endsLine: readonly boolean[];
  /** By unit, whether it is the last at its price. */
  readonly endsPrice: readonly boolean[];
}

/**
 * Puts the units to which any of the promotions applies in a row, and groups alike units in classes.
 * @param byLine whether lines must be kept apart for that promotion, even where they are alike
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
      const signature = `${number}:${applicable.masks[place]}${isApart ? `@${line}` : ''}`;
      signatures.set(line, `${signatures.get(line) ?? ''} ${signature}`);
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
