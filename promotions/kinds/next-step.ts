import type { Receipt, Applicable } from '../model/receipt.ts';

/** Units that are missing, and the line on the receipt whose like they are. */
export interface Missing {
  readonly line: number;
  readonly units: number;
}

/** What is missing to the next of these numbers of units, over all lines. */
export function nextTier(
  applicable: Applicable,
  receipt: Receipt,
  tiers: readonly number[],
): readonly Missing[] | undefined {
  let units = 0;
  for (const line of applicable.lines) units += receipt.quantity[line] ?? 0;
  const next = tiers.find((quantity) => quantity > units);
  const line = cheapestLine(applicable, receipt, 1);
  return next === undefined || line === undefined ? undefined : [{ line, units: next - units }];
}

/** What is missing to the next of these numbers of units on one line: the line that is nearest to it, the cheaper one where equal. */
export function nextOnALine(
  applicable: Applicable,
  receipt: Receipt,
  tiers: readonly number[],
): readonly Missing[] | undefined {
  let nearest: Missing | undefined;
  for (const line of applicable.lines) {
    const units = receipt.quantity[line] ?? 0;
    const next = tiers.find((quantity) => quantity > units);
    if (units === 0 || next === undefined) continue;
    if (next - units <= (nearest?.units ?? Infinity)) nearest = { line, units: next - units };
  }
  return nearest === undefined ? undefined : [nearest];
}

/**
 * What one more set needs beyond the sets that are there. A unit in several parts counts for the first that lacks it.
 * @param quantities the units of each part
 */
export function nextSet(
  applicable: Applicable,
  receipt: Receipt,
  quantities: readonly number[],
): readonly Missing[] | undefined {
  const size = quantities.reduce((sum, quantity) => sum + quantity, 0);
  let units = 0;
  for (const line of applicable.lines) units += receipt.quantity[line] ?? 0;
  const lackingFor = (sets: number): readonly number[] =>
    lackingUnits(
      applicable,
      receipt,
      quantities.map((quantity) => quantity * sets),
    );
  // The sets that are there: what is lacking only grows with the number of sets, so halving finds the border.
  let [made, beyond] = [0, Math.floor(units / size) + 1];
  while (beyond - made > 1) {
    const middle = Math.floor((made + beyond) / 2);
    if (lackingFor(middle).every((lacking) => lacking === 0)) made = middle;
    else beyond = middle;
  }
  if (made >= applicable.timesLimit) return undefined;
  const missing: Missing[] = [];
  for (const [index, lacking] of lackingFor(made + 1).entries()) {
    if (lacking === 0) continue;
    const line = cheapestLine(applicable, receipt, 1 << index);
    if (line === undefined) return undefined;
    missing.push({ line, units: lacking });
  }
  return missing;
}

/** For each part how many units it lacks. Units that lie in one part only go first, so that the others can help out. */
function lackingUnits(
  applicable: Applicable,
  receipt: Receipt,
  needs: readonly number[],
): readonly number[] {
  const lacking = [...needs];
  const order = applicable.lines
    .map((line, place) => ({ line, mask: applicable.masks[place] ?? 0 }))
    .sort((a, b) => bits(a.mask) - bits(b.mask));
  for (const { line, mask } of order) {
    let units = receipt.quantity[line] ?? 0;
    for (let part = 0; part < lacking.length && units > 0; part += 1) {
      if ((mask & (1 << part)) === 0) continue;
      const used = Math.min(units, lacking[part] ?? 0);
      lacking[part] = (lacking[part] ?? 0) - used;
      units -= used;
    }
  }
  return lacking;
}

function bits(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

/** The cheapest line with a unit in that part; lines come dearest first. */
function cheapestLine(applicable: Applicable, receipt: Receipt, mask: number): number | undefined {
  return applicable.lines.findLast(
    (line, place) =>
      ((applicable.masks[place] ?? 0) & mask) !== 0 && (receipt.quantity[line] ?? 0) > 0,
  );
}
