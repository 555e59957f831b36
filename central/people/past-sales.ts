import Sqlite from 'better-sqlite3';
import { Fault } from '../../contracts/fault.ts';
import type { MatcherEventBody } from '../../matcher/state/event.ts';
import type { PastSale } from '../../matcher/offline/replay.ts';
import type { SaleLine } from '../../contracts/sale.ts';

/** The first bytes of every SQLite file. Source: the SQLite file format, section 1.3. */
const SQLITE_MAGIC = 'SQLite format 3\0';

/** Whether these bytes are an SQLite file, as a journal is. */
export function isSqlite(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, SQLITE_MAGIC.length)).toString('latin1') === SQLITE_MAGIC;
}

/**
 * The closed sales of a journal, in the order in which they came; the file is only read, and may be in use.
 * @throws Fault `bad-input` where the file is no journal
 */
export function salesOfJournal(path: string): readonly PastSale[] {
  const db = openReadOnly(path);
  try {
    const rows = db.prepare<[], { body: string }>(
      `SELECT body FROM events WHERE record = 'event' AND body LIKE '{"kind":"sale",%' ORDER BY id`,
    );
    // Written by this program inside its own database: trusted, like the rest of it.
    return rows.all().flatMap(({ body }) => pastSale(JSON.parse(body) as MatcherEventBody));
  } catch (cause) {
    throw new Fault(
      'bad-input',
      `${path} is an SQLite file but no journal of central: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  } finally {
    db.close();
  }
}

function openReadOnly(path: string): Sqlite.Database {
  try {
    return new Sqlite(path, { readonly: true, fileMustExist: true });
  } catch (cause) {
    throw new Fault(
      'bad-input',
      `cannot open ${path}: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}

function pastSale(body: MatcherEventBody): readonly PastSale[] {
  if (body.kind !== 'sale' || body.sale.kind !== 'sale') return [];
  const { sale } = body;
  const lines = sale.lines.filter((line) => line.quantity > 0 && line.amountMinor >= 0);
  if (lines.length === 0) return [];
  return [
    {
      id: sale.sale,
      atMs: sale.closedAtMs,
      lines: lines.map(basketLine),
      isRegistered: body.shopper !== undefined,
      wasPooled: sale.codes.length > 0,
    },
  ];
}

/** A weighed or open-price line is quantity 1 at its amount and never several units. Source: docs/rules.md#weighed-lines. */
function basketLine(line: SaleLine, index: number): PastSale['lines'][number] {
  const gtin = line.gtin ?? line.code;
  const isWhole =
    line.unitPriceMinor >= 0 && line.unitPriceMinor * line.quantity === line.amountMinor;
  return {
    id: String(index + 1),
    ...(gtin === undefined ? {} : { gtin }),
    name: line.name.slice(0, 120),
    category: line.category,
    quantity: isWhole ? line.quantity : 1,
    unitPriceMinor: isWhole ? line.unitPriceMinor : line.amountMinor,
  };
}
