// Face for daemon/ and cli/: `slipJob` (any printer, asynchronous), `slipBytes` (by the printer's own characters), `slipSvg`.
// `slipDocument` stands in document.ts.
import { Buffer } from 'node:buffer';
import iconv from 'iconv-lite';
import { transform } from 'receiptline';
import type { Printer } from 'receiptline';
import { Fault } from '../../contracts/fault.ts';
import { fallbackOrder } from '../../contracts/language.ts';
import type { PrinterProfile } from '../../contracts/printer-profile.ts';
import type { Slip } from '../../contracts/slip.ts';
import { slipDocument, type SlipPurpose, USUAL_QR_CELL } from './document.ts';
import { realTimeHazard, withoutPictureHazards } from './hazard.ts';
import { NATIVE_QR_COMMANDS } from './native-qr.ts';
import { rasteriseByRsvg } from './rasterise.ts';
import type { Rasterise } from './rasterise.ts';
import { slipWords } from './words.ts';

/** receiptline begins every job with `ESC @`, `GS a 0`: automatic status off. */
const PREAMBLE = '\u001b@\u001da\u0000';
/** The same with automatic status back on: paper and cover are watched between jobs too. */
const PREAMBLE_WITH_STATUS = '\u001b@\u001da\u00ff';

/** QR cell sizes in the order in which they are tried; 4 dots is the smallest that cheap scanners read. */
const QR_CELLS = [USUAL_QR_CELL, 5, 7, 4, 8];

/**
 * The bytes that print a slip with the printer's own characters: layout by receiptline, automatic status kept on, ended by a cut and
 * one fence (`GS r 1`), whose answer says that everything before it was printed. No real-time sequence stands in the pictures.
 * A printer without Chinese characters gets the English words; `slipJob` gives it a picture instead.
 * @throws Fault `bad-input` if no size of the QR keeps real-time sequences out (never seen)
 */
export function slipBytes(slip: Slip, printer: PrinterProfile): Uint8Array {
  const columns = columnsOf(printer);
  return safeBytes((qrCell) => {
    const document = slipDocument(forPrinter(slip, printer), { qrCell, columns });
    return escposBytes(printable(document, printer), printer);
  });
}

/**
 * The bytes of a slip for any printer: by its own characters, or as one picture where `cjk` is `raster` and something on the slip is
 * not in its font. Where this machine cannot draw pictures it falls back to English words.
 */
export async function slipJob(
  slip: Slip,
  printer: PrinterProfile,
  rasterise: Rasterise = rasteriseByRsvg,
): Promise<Uint8Array> {
  const wanted = slipDocument(slip, { qrCell: USUAL_QR_CELL, columns: columnsOf(printer) });
  const font: PrinterProfile = { ...printer, encoding: latinOf(printer.encoding) };
  if (printer.cjk === 'font' || printable(wanted, font) === wanted) return slipBytes(slip, printer);
  const svg = transform(wanted, { ...settings(printer), encoding: 'gb18030', command: 'svg' });
  const png = await rasterise(svg);
  if (png === undefined) return slipBytes(slip, font);
  return withoutPictureHazards(escposBytes(imageDocument(png), printer));
}

/** The first size of the QR whose bytes hold no real-time sequence. */
function safeBytes(bytesAt: (qrCell: number) => Uint8Array): Uint8Array {
  for (const qrCell of QR_CELLS) {
    const bytes = bytesAt(qrCell);
    if (realTimeHazard(bytes) === -1) return bytes;
  }
  throw new Fault('bad-input', 'this slip cannot be printed: its picture holds printer commands');
}

function escposBytes(document: string, printer: PrinterProfile): Uint8Array {
  const command = printer.qr === 'native' ? NATIVE_QR_COMMANDS : 'escpos';
  const commands = transform(document, { ...settings(printer), gradient: false, command });
  return Buffer.from(withStatus(commands), 'latin1');
}

function imageDocument(png: Uint8Array): string {
  return `{image:${Buffer.from(png).toString('base64')}}\n`;
}

/**
 * The same document as a picture for the screen: 384 or 576 dots wide. The layout library asks for a font from the internet; that is
 * taken out, since a kiosk has none: the fonts of the machine are used.
 */
export function slipSvg(
  slip: Slip,
  printer: PrinterProfile,
  purpose: SlipPurpose = 'paper',
): string {
  const document = slipDocument(
    forPrinter(slip, printer),
    { qrCell: USUAL_QR_CELL, columns: columnsOf(printer) },
    purpose,
  );
  const svg = transform(printable(document, printer), { ...settings(printer), command: 'svg' });
  return svg.replaceAll(/@import url\([^)]*\);?/g, '');
}

/** Columns of font A. */
export function columnsOf(printer: PrinterProfile): number {
  return printer.columns ?? (printer.paper === 58 ? 32 : 48);
}

function settings(printer: PrinterProfile): Printer {
  return { cpl: columnsOf(printer), encoding: printer.encoding, spacing: false, cutting: true };
}

function withStatus(commands: string): string {
  return commands.startsWith(PREAMBLE)
    ? PREAMBLE_WITH_STATUS + commands.slice(PREAMBLE.length)
    : PREAMBLE_WITH_STATUS + commands;
}

/** A printer whose font lacks the reader's script gets the next language of hers that it can print, at last English. */
function forPrinter(slip: Slip, printer: PrinterProfile): Slip {
  const language = fallbackOrder(slip.language).find((each) =>
    slipWords(each).encodings.includes(printer.encoding),
  );
  return { ...slip, language: language ?? 'en' };
}

/** The one-byte page that a printer without Chinese characters is addressed with. */
function latinOf(encoding: PrinterProfile['encoding']): PrinterProfile['encoding'] {
  switch (encoding) {
    case 'gb18030':
    case 'big5':
    case 'shiftjis':
    case 'ksc5601':
      return 'cp437';
    case 'cp437':
    case 'cp858':
    case 'cp866':
    case 'cp1252':
      return encoding;
  }
}

/** Characters that the printer's encoding lacks become `?` visibly and by us, not somewhere on the way. */
function printable(document: string, printer: PrinterProfile): string {
  const encoding = printer.encoding === 'shiftjis' ? 'shift_jis' : printer.encoding;
  if (encoding === 'gb18030') return document;
  const known = (character: string): boolean =>
    iconv.decode(iconv.encode(character, encoding), encoding) === character;
  return Array.from(document, (character) => (known(character) ? character : '?')).join('');
}
