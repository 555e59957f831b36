import { generate } from 'lean-qr';
import type { Bitmap } from './printer-bitmap.ts';
import { ean13Modules } from './printer-ean.ts';

/** Something that is printed in one piece: a picture, a barcode, a two-dimensional code. */
export interface PrintedSymbol {
  readonly widthDots: number;
  readonly heightDots: number;
  /** The payload, where the printer draws a code itself. */
  readonly code?: string;
  draw(bitmap: Bitmap, x: number, y: number): void;
}

export type SymbolAnswer =
  | { readonly kind: 'print'; readonly symbol: PrintedSymbol }
  /** Kept for later. */
  | { readonly kind: 'kept' }
  | { readonly kind: 'unknown'; readonly name: string };

/** The commands for pictures and codes, and what they keep for the next of them. Source: Epson ESC/POS command reference. */
export class PrinterSymbols {
  #barWidth = 3;
  #barHeight = 162;
  #qrCell = 3;
  #qrData = '';
  #image: PrintedSymbol | undefined;

  /** Undefined for a command that is about something else. */
  command(name: string, p: Uint8Array): SymbolAnswer | undefined {
    const [first = 0] = p;
    switch (name) {
      case 'GS w':
        this.#barWidth = first;
        return { kind: 'kept' };
      case 'GS h':
        this.#barHeight = first;
        return { kind: 'kept' };
      case 'GS k':
        return this.#barcode(p);
      case 'GS v':
        return {
          kind: 'print',
          symbol: picture(8 * word(p, 2), word(p, 4), p.slice(6)),
        };
      case 'GS ( L':
        return this.#graphics(p.slice(2));
      case 'GS 8 L':
        return this.#graphics(p.slice(4));
      case 'GS ( k':
        return this.#matrix(p.slice(2));
      default:
        return undefined;
    }
  }

  #barcode(p: Uint8Array): SymbolAnswer {
    const isCounted = (p[0] ?? 0) >= 65;
    const end = isCounted ? 2 + (p[1] ?? 0) : p.indexOf(0, 1);
    const payload = p.slice(isCounted ? 2 : 1, end === -1 ? p.length : end);
    const code = Buffer.from(payload).toString('latin1');
    if (p[0] !== 67 && p[0] !== 2) return { kind: 'unknown', name: `GS k ${String(p[0])}` };
    const modules = ean13Modules(code);
    const width = this.#barWidth;
    const heightDots = this.#barHeight;
    return {
      kind: 'print',
      symbol: {
        widthDots: modules.length * width,
        heightDots,
        code,
        draw(bitmap, x, y) {
          for (let index = 0; index < modules.length; index += 1) {
            if (modules[index] === '1') bitmap.fill(x + index * width, y, width, heightDots);
          }
        },
      },
    };
  }

  /** Function 112 stores a picture, function 50 (or 2) prints it. */
  #graphics(p: Uint8Array): SymbolAnswer {
    const call = p[1];
    if (call === 112) this.#image = picture(word(p, 6), word(p, 8), p.slice(10));
    const symbol = this.#image;
    if ((call !== 50 && call !== 2) || symbol === undefined) return { kind: 'kept' };
    this.#image = undefined;
    return { kind: 'print', symbol };
  }

  /** Native two-dimensional codes: model, cell size and level are kept, 80 stores, 81 prints. */
  #matrix(p: Uint8Array): SymbolAnswer {
    const [kind, call] = p;
    if (kind !== 49) return { kind: 'kept' };
    if (call === 67) this.#qrCell = p[2] ?? 3;
    if (call === 80) this.#qrData = Buffer.from(p.slice(3)).toString('utf8');
    if (call !== 81) return { kind: 'kept' };
    const qr = generate(this.#qrData);
    const cell = this.#qrCell;
    return {
      kind: 'print',
      symbol: {
        widthDots: qr.size * cell,
        heightDots: qr.size * cell,
        code: this.#qrData,
        draw(bitmap, x, y) {
          for (let row = 0; row < qr.size; row += 1) {
            for (let column = 0; column < qr.size; column += 1) {
              if (qr.get(column, row)) bitmap.fill(x + column * cell, y + row * cell, cell, cell);
            }
          }
        },
      },
    };
  }
}

function word(p: Uint8Array, at: number): number {
  return (p[at] ?? 0) + 256 * (p[at + 1] ?? 0);
}

/** One bit a dot, rows of whole bytes. */
function picture(widthDots: number, heightDots: number, data: Uint8Array): PrintedSymbol {
  const stride = Math.ceil(widthDots / 8);
  return {
    widthDots,
    heightDots,
    draw(bitmap, x, y) {
      for (let row = 0; row < heightDots; row += 1) {
        for (let column = 0; column < widthDots; column += 1) {
          const byte = data[row * stride + (column >> 3)] ?? 0;
          if ((byte & (0x80 >> (column & 7))) !== 0) bitmap.fill(x + column, y + row, 1, 1);
        }
      }
    },
  };
}
