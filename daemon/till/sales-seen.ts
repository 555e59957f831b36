import type { Sale } from '../../contracts/sale.ts';
import type { Database } from '../../store/database.ts';
import { anotherSaleId } from './sale-id.ts';

/** A receipt is recognised as a repeat for so long. */
const REMEMBERED_MS = 14 * 24 * 3_600_000;

/**
 * Remembers a sale, within the caller's transaction: its parts, or none where it was seen before. Where the till's dialect gives a window,
 * a receipt with the identity of an older one outside it is a sale of its own with an id of its own.
 */
export function newSale(
  db: Database,
  parts: readonly Sale[],
  nowMs: number,
  windowMs: number = REMEMBERED_MS,
): readonly Sale[] {
  const sale = parts[0]?.sale;
  if (sale === undefined) return [];
  const remember = db.prepare(
    'INSERT INTO sale_seen VALUES (?, ?) ON CONFLICT DO UPDATE SET seen_at_ms = excluded.seen_at_ms',
  );
  const seenAtMs = db
    .prepare<[string], number>('SELECT seen_at_ms FROM sale_seen WHERE sale = ?')
    .pluck()
    .get(sale);
  db.prepare('DELETE FROM sale_seen WHERE seen_at_ms < ?').run(nowMs - REMEMBERED_MS);
  if (seenAtMs !== undefined && nowMs - seenAtMs <= windowMs) return [];
  remember.run(sale, nowMs);
  if (seenAtMs === undefined) return parts;
  const another = anotherSaleId(sale, nowMs);
  remember.run(another, nowMs);
  return parts.map((part) => ({ ...part, sale: another }));
}
