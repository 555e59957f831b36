import iconv from 'iconv-lite';
import { Bitmap } from './printer-bitmap.ts';
import { PrinterSymbols } from './printer-symbols.ts';
import type { PrintedSymbol } from './printer-symbols.ts';

/** A piece of text on the paper, in dots. */
export interface PrintedText {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly widthDots: number;
  readonly heightDots: number;
  readonly isBold: boolean;
}

/** What came out of a printer up to a cut. The bitmap holds pictures and barcodes, `texts` the characters. */
export interface PrintedPage {
  readonly bitmap: Bitmap;
  readonly texts: readonly PrintedText[];
  /** The texts of each printed line from top to bottom, pieces of a line separated by two spaces. */
  readonly lines: readonly string[];
  /** Payloads of barcodes and QR codes that the printer drew itself. */
  readonly codes: readonly string[];
  /** Commands that this printer does not know. */
  readonly unknownCommands: readonly string[];
}

interface Run {
  readonly x: number;
  readonly text: string;
  readonly widthDots: number;
  readonly heightDots: number;
  readonly isBold: boolean;
}

const FONT_WIDTH = 12;
const FONT_HEIGHT = 24;

/** The text of one-byte runs by `ESC t`. */
const PAGES: Readonly<Record<number, string>> = {
  0: 'cp437',
  2: 'cp850',
  16: 'win1252',
  17: 'cp866',
  19: 'cp858',
};

/**
 * The paper side of a printer: cursor, sizes, alignment, pictures, barcodes. Written from the ESC/POS command reference and not from
 * receiptline or `hardware/`, so that it can contradict them.
 */
export class PrinterPage {
  readonly #widthDots: number;
  readonly #cjkEncoding: string;
  #bitmap: Bitmap;
  #texts: PrintedText[] = [];
  #codes: string[] = [];
  #unknown: string[] = [];
  #runs: Run[] = [];
  #x = 0;
  #y = 0;
  #align = 0;
  #left = 0;
  #area: number;
  #lineSpacing = 30;
  #scaleX = 1;
  #scaleY = 1;
  #isBold = false;
  #isCjk = false;
  #page = 0;
  readonly #symbols = new PrinterSymbols();

  constructor(widthDots: number, cjkEncoding = 'gb18030') {
    this.#widthDots = widthDots;
    this.#area = widthDots;
    this.#cjkEncoding = cjkEncoding;
    this.#bitmap = new Bitmap(widthDots);
  }

  /** Bytes of one run of text. */
  text(bytes: Uint8Array): void {
    const text = this.#isCjk
      ? iconv.decode(Buffer.from(bytes), this.#cjkEncoding)
      : this.#page === 1
        ? Buffer.from(bytes).toString('latin1').replaceAll('\u0095', '─')
        : iconv.decode(Buffer.from(bytes), PAGES[this.#page] ?? 'cp437');
    // One-byte characters take one column, rulers too; of the others it depends.
    let columns = this.#isCjk ? 0 : bytes.length;
    if (this.#isCjk) for (const character of text) columns += isWide(character) ? 2 : 1;
    const width = columns * FONT_WIDTH * this.#scaleX;
    this.#runs.push({
      x: this.#x,
      text,
      widthDots: width,
      heightDots: FONT_HEIGHT * this.#scaleY,
      isBold: this.#isBold,
    });
    this.#x += width;
  }

  lineFeed(): void {
    const height = Math.max(this.#lineSpacing, ...this.#runs.map((run) => run.heightDots));
    const used = Math.max(0, ...this.#runs.map((run) => run.x + run.widthDots));
    const shift = this.#left + this.#alignedAt(used);
    for (const run of this.#runs) this.#texts.push({ ...run, x: run.x + shift, y: this.#y });
    this.#runs = [];
    this.#x = 0;
    this.#feed(height);
  }

  /** Executes a command that is not a reply, a cut or a drawer. */
  command(name: string, p: Uint8Array): void {
    const [first = 0, second = 0] = p;
    const drawn = this.#symbols.command(name, p);
    if (drawn !== undefined) {
      if (drawn.kind === 'print') this.#print(drawn.symbol);
      else if (drawn.kind === 'unknown') this.#unknown.push(drawn.name);
      return;
    }
    switch (name) {
      case 'ESC @':
        this.#reset();
        return;
      case 'ESC a':
        this.#align = first & 3;
        return;
      case 'ESC $':
        this.#x = first + 256 * second;
        return;
      case 'ESC \\':
        this.#x += ((first + 256 * second) << 16) >> 16;
        return;
      case 'ESC E':
        this.#isBold = (first & 1) === 1;
        return;
      case 'ESC !':
        this.#isBold = (first & 8) !== 0;
        this.#scaleY = (first & 16) === 0 ? 1 : 2;
        this.#scaleX = (first & 32) === 0 ? 1 : 2;
        return;
      case 'ESC 2':
        this.#lineSpacing = 30;
        return;
      case 'ESC 3':
        this.#lineSpacing = first;
        return;
      case 'ESC d':
        if (this.#runs.length > 0) this.lineFeed();
        this.#feed(first * Math.max(this.#lineSpacing, FONT_HEIGHT));
        return;
      case 'ESC J':
        if (this.#runs.length > 0) this.lineFeed();
        this.#feed(first);
        return;
      case 'ESC t':
        this.#page = first;
        return;
      case 'FS &':
        this.#isCjk = true;
        return;
      case 'FS .':
        this.#isCjk = false;
        return;
      case 'GS !':
        this.#scaleX = 1 + ((first >> 4) & 7);
        this.#scaleY = 1 + (first & 7);
        return;
      case 'GS L':
        this.#left = first + 256 * second;
        return;
      case 'GS W':
        this.#area = first + 256 * second;
        return;
      default:
        if (!IGNORED.has(name)) this.#unknown.push(name);
    }
  }

  /** The paper up to here is torn off; what comes next is a new page. */
  cut(): PrintedPage {
    if (this.#runs.length > 0) this.lineFeed();
    const page: PrintedPage = {
      bitmap: this.#bitmap,
      texts: this.#texts,
      lines: linesOf(this.#texts),
      codes: this.#codes,
      unknownCommands: this.#unknown,
    };
    this.#bitmap = new Bitmap(this.#widthDots);
    this.#texts = [];
    this.#codes = [];
    this.#unknown = [];
    this.#y = 0;
    return page;
  }

  get isBlank(): boolean {
    return this.#texts.length === 0 && this.#runs.length === 0 && this.#bitmap.heightDots === 0;
  }

  #reset(): void {
    this.#runs = [];
    this.#x = 0;
    this.#align = 0;
    this.#left = 0;
    this.#area = this.#widthDots;
    this.#lineSpacing = 30;
    this.#scaleX = 1;
    this.#scaleY = 1;
    this.#isBold = false;
    this.#isCjk = false;
    this.#page = 0;
  }

  #feed(dots: number): void {
    this.#y += dots;
    this.#bitmap.growTo(this.#y);
  }

  #print(symbol: PrintedSymbol): void {
    const x = this.#left + this.#alignedAt(symbol.widthDots);
    symbol.draw(this.#bitmap, x, this.#y);
    if (symbol.code !== undefined) this.#codes.push(symbol.code);
    this.#feed(symbol.heightDots);
  }

  #alignedAt(widthDots: number): number {
    const room = Math.max(0, Math.min(this.#area, this.#widthDots - this.#left) - widthDots);
    return this.#align === 1 ? Math.floor(room / 2) : this.#align === 2 ? room : 0;
  }
}

/** Known, and without effect on what we look at. */
const IGNORED = new Set([
  'ESC M',
  'ESC SP',
  'ESC {',
  'ESC -',
  'FS -',
  'FS S',
  'FS C',
  'FS ( A',
  'ESC R',
  'ESC c',
  'GS B',
  'GS H',
  'GS f',
  'GS a',
  'GS ( A',
  'GS P',
  'ESC G',
  'ESC V',
  'ESC W',
  'GS ( E',
  'GS ( N',
]);

function isWide(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code >= 0x2e80 && !(code >= 0xff61 && code <= 0xff9f);
}

function linesOf(texts: readonly PrintedText[]): readonly string[] {
  const rows = new Map<number, string>();
  for (const { y, text } of texts) {
    const before = rows.get(y);
    rows.set(y, before === undefined ? text : `${before}  ${text}`);
  }
  return [...rows.entries()].sort(([a], [b]) => a - b).map(([, text]) => text);
}
