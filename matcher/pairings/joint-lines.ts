import type { SaleLine } from '../../contracts/sale.ts';
import type { JointLine } from '../../contracts/slip.ts';

/**
 * The names of the joint lines that a sale does not hold in full; empty if it holds all of them. A sale line matches a joint line by
 * GTIN, else by article code, else by name. Returned units are subtracted. Further lines on the sale do not matter.
 */
export function missingLines(
  joint: readonly JointLine[],
  sale: readonly SaleLine[],
): readonly string[] {
  const supply = sale.map((line) => ({ line, unmatched: Math.max(0, line.quantity) }));
  for (const returned of sale) {
    if (returned.quantity < 0) match(supply, keysOf(returned), -returned.quantity);
  }
  const missing: string[] = [];
  for (const line of joint) {
    const keys = [key('gtin', line.gtin), key('code', line.gtin), key('name', line.name)];
    if (match(supply, keys, line.quantity) > 0) missing.push(line.name);
  }
  return missing;
}

/** A sale line and its units that no joint line has been matched with. */
interface Supply {
  readonly line: SaleLine;
  unmatched: number;
}

/** Matches units with sale lines, the surest key first. @returns how many units are missing */
function match(supply: readonly Supply[], keys: readonly string[], quantity: number): number {
  let wanted = quantity;
  for (const wantedKey of keys) {
    if (wantedKey === '') continue;
    for (const entry of supply) {
      if (wanted === 0) return 0;
      if (entry.unmatched === 0 || !keysOf(entry.line).includes(wantedKey)) continue;
      const matched = Math.min(wanted, entry.unmatched);
      entry.unmatched -= matched;
      wanted -= matched;
    }
  }
  return wanted;
}

function keysOf(line: SaleLine): readonly string[] {
  return [
    key('gtin', line.gtin),
    key('code', line.code),
    key('gtin', line.code),
    key('name', line.name),
  ];
}

/** A key for comparing: leading zeros of a number, and case and spaces of a name, do not matter. Empty if there is no value. */
function key(kind: 'gtin' | 'code' | 'name', value: string | undefined): string {
  if (value === undefined || value.trim() === '') return '';
  if (kind === 'name') return `name ${value.trim().replaceAll(/\s+/g, ' ').toUpperCase()}`;
  return `${kind} ${/^\d+$/.test(value) ? value.replace(/^0+/, '') : value}`;
}
