import type { Receipt, Applicable } from '../receipt/receipt.ts';

/** Units that are missing, and the line on the receipt whose like they are. */
export interface Missing {
  readonly line: number;
  readonly units: number;
}

/** What is missing to the next tier, block or set; undefined where there is no next one, or nothing on the receipt says what
 *  the missing units would cost. */
export function nextStep(applicable: Applicable, receipt: Receipt): readonly Missing[] | undefined {
  const { promotion } = applicable.compiled;
  switch (promotion.kind) {
    case 'spend':
    case 'plain':
    case 'cheapest':
      return undefined;
    case 'quantity': {
      const tiers = promotion.tiers.map((tier) => tier.quantity);
      return promotion.counts === 'per-line'
        ? nextOnALine(applicable, receipt, tiers)
        : nextTier(applicable, receipt, tiers);
    }
    case 'multi-buy':
      return nextSet(applicable, receipt, [{ mask: 1, quantity: promotion.buy + promotion.get }]);
    case 'buy-get':
      return nextSet(applicable, receipt, [
        { mask: 1, quantity: promotion.buy.quantity },
        { mask: 2, quantity: promotion.get.quantity },
      ]);
    case 'bundle':
      return nextSet(
        applicable,
        receipt,
        promotion.parts.map((part, index) => ({ mask: 1 << index, quantity: part.quantity })),
      );
  }
}

function nextTier(
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

/** The line that is nearest to a tier; the cheaper one where equal. */
function nextOnALine(
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

interface PartOfSet {
  readonly mask: number;
  readonly quantity: number;
}

/** What one more set needs beyond the sets that are there. A unit in several parts counts for the first that lacks it. */
function nextSet(
  applicable: Applicable,
  receipt: Receipt,
  parts: readonly PartOfSet[],
): readonly Missing[] | undefined {
  const size = parts.reduce((sum, part) => sum + part.quantity, 0);
  let units = 0;
  for (const line of applicable.lines) units += receipt.quantity[line] ?? 0;
  const lackingFor = (sets: number): readonly number[] =>
    lackingUnits(
      applicable,
      receipt,
      parts.map((part) => part.quantity * sets),
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
    const line = cheapestLine(applicable, receipt, parts[index]?.mask ?? 0);
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
