import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseCsv, type CsvRecord } from '../central/catalogue/csv.ts';
import { isSqlite, salesOfJournal } from '../central/people/past-sales.ts';
import { Fault } from '../contracts/fault.ts';
import type { PromotionsFile } from '../contracts/promotions-file.ts';
import type { PastSale } from '../matcher/offline/replay.ts';
import { readStdin, reasonOf, type Io } from './io.ts';

const NEEDED = ['InvoiceNo', 'StockCode', 'Quantity', 'InvoiceDate', 'UnitPrice'] as const;
const HEADINGS = [...NEEDED, 'Description', 'Category', 'CustomerID'] as const;
type Heading = (typeof HEADINGS)[number];

/** Where a product belongs, by its code; `goods` where nobody says. */
export type CategoryOf = (code: string) => string | undefined;

/**
 * The sales of a shop: a journal of central, or a CSV of invoice lines with the headings InvoiceNo, StockCode, Quantity,
 * InvoiceDate and UnitPrice, and Description, Category and CustomerID where it has them. Which it is shows in its first bytes.
 * Dates without an offset are on the venue's clock. Invoices that begin with C and lines without a price or a quantity are left out.
 * @throws Fault `bad-input` that names the file, the line and what was expected
 */
export async function readPastSales(
  path: string | undefined,
  file: PromotionsFile,
  categoryOf: CategoryOf,
  io: Io,
): Promise<readonly PastSale[]> {
  const bytes =
    path === undefined || path === '-' ? await readStdin(io) : await readBytes(path, io);
  const name = path ?? 'standard input';
  if (!isSqlite(bytes)) return salesOfCsv(bytes.toString('utf8'), name, file, categoryOf);
  if (path === undefined || path === '-') {
    throw new Fault(
      'bad-input',
      'a journal cannot come on standard input: give the path of its file',
    );
  }
  return salesOfJournal(resolve(io.cwd, path));
}

async function readBytes(path: string, io: Io): Promise<Buffer> {
  try {
    return await readFile(resolve(io.cwd, path));
  } catch (cause) {
    throw new Fault('bad-input', `cannot read ${path}: ${reasonOf(cause)}`, { cause });
  }
}

function salesOfCsv(
  text: string,
  name: string,
  file: PromotionsFile,
  categoryOf: CategoryOf,
): readonly PastSale[] {
  const csv = parseCsv(text);
  if (csv.kind === 'broken')
    throw new Fault(
      'bad-input',
      `${name} is neither a journal nor a CSV of sales: line ${csv.line}: ${csv.reason}`,
    );
  const [head, ...records] = csv.records;
  const headings = head?.fields.map((field) => field.trim()) ?? [];
  const missing = NEEDED.filter((heading) => !headings.includes(heading));
  if (missing.length > 0) {
    throw new Fault(
      'bad-input',
      `${name} is neither a journal nor a CSV of sales: its heading lacks ${missing.join(', ')}`,
    );
  }
  const instantOf = wallReader(file.timeZone);
  const scale = 10 ** file.minorDigits;
  const sales = new Map<string, PastSale & { readonly lines: PastSale['lines'][number][] }>();
  for (const record of records) {
    const field = fieldsOf(record, headings);
    const [invoice, code] = [field('InvoiceNo'), field('StockCode')];
    const quantity = Number(field('Quantity'));
    const unitPriceMinor = Math.round(Number(field('UnitPrice')) * scale);
    const atMs = instantOf(field('InvoiceDate'));
    if (!Number.isFinite(quantity) || !Number.isFinite(unitPriceMinor) || atMs === undefined) {
      throw new Fault(
        'bad-input',
        `${name} line ${record.line}: expected numbers as Quantity and UnitPrice and an InvoiceDate such as 2011-11-16 08:25, found "${field('Quantity')}", "${field('UnitPrice')}" and "${field('InvoiceDate')}"`,
      );
    }
    if (/^C/i.test(invoice) || unitPriceMinor <= 0 || quantity <= 0 || code === '') continue;
    const sale = sales.get(invoice) ?? {
      id: invoice,
      atMs,
      lines: [],
      isRegistered: field('CustomerID') !== '',
      wasPooled: false,
    };
    sales.set(invoice, sale);
    const isWhole = Number.isInteger(quantity);
    sale.lines.push({
      id: String(sale.lines.length + 1),
      gtin: code.slice(0, 64),
      name: field('Description').slice(0, 120),
      category: (field('Category') || (categoryOf(code) ?? 'goods')).slice(0, 64),
      // What is weighed is one unit at its amount (docs/rules.md#weighed-lines).
      quantity: isWhole ? quantity : 1,
      unitPriceMinor: isWhole ? unitPriceMinor : Math.round(quantity * unitPriceMinor),
    });
  }
  return [...sales.values()];
}

function fieldsOf(record: CsvRecord, headings: readonly string[]): (heading: Heading) => string {
  return (heading) => {
    const place = headings.indexOf(heading);
    return place < 0 ? '' : (record.fields[place]?.trim() ?? '');
  };
}

/** Reads `2011-11-16 08:25[:00]`, the same with an offset, and `11/16/2011 8:25` as the archive of this data set has it. */
function wallReader(timeZone: string): (text: string) => number | undefined {
  const zone = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  const offsets = new Map<number, number>();
  const offsetMs = (atMs: number): number => {
    const hour = Math.floor(atMs / 3_600_000);
    let offset = offsets.get(hour);
    if (offset === undefined) {
      const name = zone.formatToParts(atMs).find((part) => part.type === 'timeZoneName')?.value;
      const [, sign = '+', hours = '0', minutes = '0'] =
        /GMT([+-])(\d\d):(\d\d)/.exec(name ?? '') ?? [];
      offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
      offsets.set(hour, offset);
    }
    return offset;
  };
  return (text) => {
    const iso =
      /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d?):(\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/.exec(text);
    const us = /^(\d\d?)\/(\d\d?)\/(\d{4}) (\d\d?):(\d\d)(?::\d\d)?$/.exec(text);
    if (iso?.[6] !== undefined) return Date.parse(text.replace(' ', 'T'));
    const parts = iso?.slice(1, 6) ?? (us && [us[3], us[1], us[2], us[4], us[5]]);
    if (parts === undefined || parts === null) return undefined;
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = parts.map(Number);
    if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59)
      return undefined;
    const wallMs = Date.UTC(year, month - 1, day, hour, minute);
    return wallMs - offsetMs(wallMs - offsetMs(wallMs));
  };
}
