// Face for daemon/, renderer (through the daemon) and cli/: `slipDocument`, `slipBytes`, `slipSvg`. `slipDocument` stands in
// document.ts and is given here with the printer's language choice.
import { Buffer } from 'node:buffer';
import iconv from 'iconv-lite';
import { transform } from 'receiptline';
import type { Printer } from 'receiptline';
import { Fault } from '../../contracts/fault.ts';
import type { Language } from '../../contracts/language.ts';
import type { PrinterProfile } from '../../contracts/printer-profile.ts';
import type { Slip } from '../../contracts/slip.ts';
import { slipDocument } from './document.ts';
import { realTimeHazard } from './hazard.ts';

/** receiptline begins every job with `ESC @`, `GS a 0`: automatic status off. */
const PREAMBLE = '\u001b@\u001da\u0000';
/** The same with automatic status back on: paper and cover are watched between jobs too. */
const PREAMBLE_WITH_STATUS = '\u001b@\u001da\u00ff';

/** QR cell sizes in the order in which they are tried; 4 dots is the smallest that cheap scanners read. */
const QR_CELLS = [6, 5, 7, 4, 8];

/**
 * The bytes that print a slip: layout by receiptline, automatic status kept on, ended by a cut and one fence (`GS r 1`), whose
 * answer says that everything before it was printed. No real-time sequence stands in the pictures.
 * @throws Fault `bad-input` if no size of the QR keeps real-time sequences out (never seen)
 */
export function slipBytes(slip: Slip, printer: PrinterProfile): Uint8Array {
  for (const qrCell of QR_CELLS) {
    const document = printable(slipDocument(forPrinter(slip, printer), { qrCell }), printer);
    const commands = transform(document, { ...settings(printer), command: 'escpos' });
    const bytes = Buffer.from(withStatus(commands), 'latin1');
    if (realTimeHazard(bytes) === -1) return bytes;
  }
  throw new Fault('bad-input', 'this slip cannot be printed: its picture holds printer commands');
}

/** The same document as a picture for the screen: 384 or 576 dots wide. */
export function slipSvg(slip: Slip, printer: PrinterProfile): string {
  const document = printable(slipDocument(forPrinter(slip, printer)), printer);
  return transform(document, { ...settings(printer), command: 'svg' });
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

/** A printer whose font lacks the reader's script gets the nearest language that it can print. */
function forPrinter(slip: Slip, printer: PrinterProfile): Slip {
  return { ...slip, language: printableLanguage(slip.language, printer) };
}

export function printableLanguage(language: Language, printer: PrinterProfile): Language {
  switch (printer.encoding) {
    case 'gb18030':
      return language;
    case 'big5':
      return language === 'zh-Hans' ? 'zh-Hant' : language;
    case 'shiftjis':
    case 'ksc5601':
    case 'cp437':
    case 'cp858':
    case 'cp866':
    case 'cp1252':
      return 'en';
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
