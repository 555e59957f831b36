import type { SaleLine } from '../../contracts/sale.ts';
import type { JointLine } from '../../contracts/slip.ts';

/**
 * What a sale lacks of a joint receipt, by name; empty when it holds every joint line in full. A till line counts for a joint
 * line with the same GTIN, else the same article code, else the same name; returned units count against it. Whatever else
 * stands on the sale does no harm.
 */
export function missingLines(
  joint: readonly JointLine[],
  sale: readonly SaleLine[],
): readonly string[] {
  const supply = sale.map((line) => ({ line, left: Math.max(0, line.quantity) }));
  for (const returned of sale) {
    if (returned.quantity < 0) take(supply, keysOf(returned), -returned.quantity);
  }
  const missing: string[] = [];
  for (const line of joint) {
    const keys = [key('gtin', line.gtin), key('code', line.gtin), key('name', line.name)];
    if (take(supply, keys, line.quantity) > 0) missing.push(line.name);
  }
  return missing;
}

interface Supply {
  readonly line: SaleLine;
  left: number;
}

/** Takes units from the lines that match, the surest way of matching first. @returns how many units were not there */
function take(supply: readonly Supply[], keys: readonly string[], quantity: number): number {
  let wanted = quantity;
  for (const wantedKey of keys) {
    if (wantedKey === '') continue;
    for (const entry of supply) {
      if (wanted === 0) return 0;
      if (entry.left === 0 || !keysOf(entry.line).includes(wantedKey)) continue;
      const taken = Math.min(wanted, entry.left);
      entry.left -= taken;
      wanted -= taken;
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

/** Leading zeros of a number do not matter, nor do case and spaces of a name. */
function key(kind: 'gtin' | 'code' | 'name', value: string | undefined): string {
  if (value === undefined || value.trim() === '') return '';
  if (kind === 'name') return `name ${value.trim().replaceAll(/\s+/g, ' ').toUpperCase()}`;
  return `${kind} ${/^\d+$/.test(value) ? value.replace(/^0+/, '') : value}`;
}
