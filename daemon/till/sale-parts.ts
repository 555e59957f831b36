import { MESSAGE_LIMIT_BYTES } from '../../contracts/envelope.ts';
import { SALE_PART_LINES, type Sale, type SaleLine } from '../../contracts/sale.ts';

/** Room for the envelope and for the fields that stand in each part. */
const LINES_LIMIT_BYTES = MESSAGE_LIMIT_BYTES - 8 * 1024;
const PARTS_LIMIT = 1000;

type WholeSale = Omit<Sale, 'part'>;

/** Lines in groups that fit one message each, at most 100 lines. */
export function linesByMessage(lines: readonly SaleLine[]): readonly SaleLine[][] {
  const groups: SaleLine[][] = [[]];
  let bytes = 0;
  for (const line of lines) {
    const lineBytes = Buffer.byteLength(JSON.stringify(line)) + 1;
    const group = groups.at(-1);
    if (
      group !== undefined &&
      group.length < SALE_PART_LINES &&
      bytes + lineBytes <= LINES_LIMIT_BYTES
    ) {
      group.push(line);
      bytes += lineBytes;
    } else {
      groups.push([line]);
      bytes = lineBytes;
    }
  }
  return groups;
}

/**
 * A sale in numbered parts of at most 100 lines and a message's bytes; most sales are one part. What exceeds a thousand parts is
 * left out and the sale marked truncated. Source: docs/adr/0000-large-sales-travel-in-parts.md.
 */
export function inParts(whole: WholeSale): readonly Sale[] {
  const groups = linesByMessage(whole.lines);
  const kept = groups.slice(0, PARTS_LIMIT);
  const truncated = whole.truncated || kept.length < groups.length;
  return kept.map((lines, index) => ({
    ...whole,
    truncated,
    lines,
    part: { index, of: kept.length },
  }));
}
