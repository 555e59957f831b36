import type { DecodeText } from '../dialect/decode-text.ts';
import { freshFramerStatistics } from './frame.ts';
import type { Frame, Framer } from './frame.ts';

export interface LineFramerOptions {
  readonly decode: DecodeText;
  readonly delimiters: readonly string[];
  /** Longest line without its delimiter; a longer one is dropped up to the next delimiter, and counted. */
  readonly limitBytes: number;
  /** A line that is not ended is given out after so much silence; undefined: it waits. */
  readonly idleFlushMs: number | undefined;
  /** Bytes that stand before each logical line: they end the line before them and are dropped. */
  readonly prefix?: Uint8Array;
}

const LF = 10;
const CR = 13;

/**
 * Lines ended by LF, CR or CRLF, mixed as they come; decoded after framing, because in GB18030 and Big5 a second byte can look
 * like a letter but never like a line end. Source: docs/facts/framing.md#own-framers, docs/facts/framing.md#encodings.
 */
export function lineFramer(options: LineFramerOptions): Framer {
  return new LineFramer(options);
}

class LineFramer implements Framer {
  readonly statistics = freshFramerStatistics();
  readonly #options: LineFramerOptions;
  readonly #buffer: Uint8Array;
  readonly #endsOnLf: boolean;
  readonly #endsOnCr: boolean;
  readonly #prefix: Uint8Array;
  #length = 0;
  #isSkipping = false;
  #afterCr = false;
  #lastAtMs = 0;

  constructor(options: LineFramerOptions) {
    this.#options = options;
    this.#buffer = new Uint8Array(options.limitBytes);
    this.#endsOnCr = options.delimiters.includes('\r');
    this.#endsOnLf = options.delimiters.some((delimiter) => delimiter.endsWith('\n'));
    this.#prefix = options.prefix ?? new Uint8Array(0);
  }

  push(bytes: Uint8Array, atMs: number): readonly Frame[] {
    const frames: Frame[] = [];
    this.statistics.bytes += bytes.length;
    this.#lastAtMs = atMs;
    if (this.#prefix.length > 0) {
      for (const byte of bytes) this.#take(byte, atMs, frames);
    } else {
      this.#takeStretches(bytes, atMs, frames);
    }
    return frames;
  }

  idle(atMs: number): readonly Frame[] {
    const limitMs = this.#options.idleFlushMs;
    if (limitMs === undefined || this.#length === 0 || atMs - this.#lastAtMs < limitMs) return [];
    const frames: Frame[] = [];
    this.#endLine(this.#lastAtMs, frames);
    return frames;
  }

  lost(atMs: number): readonly Frame[] {
    const hadBegun = this.#length > 0 || this.#isSkipping;
    this.#length = 0;
    this.#isSkipping = false;
    this.#afterCr = false;
    return hadBegun ? [{ kind: 'damaged', reason: 'the link was lost inside a line', atMs }] : [];
  }

  /** The same as `#take` for each byte, but whole stretches between line ends are copied in one go. */
  #takeStretches(bytes: Uint8Array, atMs: number, frames: Frame[]): void {
    let from = 0;
    for (let index = 0; index < bytes.length; index += 1) {
      const byte = bytes[index];
      if (byte !== LF && byte !== CR) continue;
      this.#store(bytes, from, index, atMs, frames);
      this.#take(byte, atMs, frames);
      from = index + 1;
    }
    this.#store(bytes, from, bytes.length, atMs, frames);
  }

  #store(bytes: Uint8Array, from: number, to: number, atMs: number, frames: Frame[]): void {
    if (from === to) return;
    this.#afterCr = false;
    if (this.#length + to - from > this.#buffer.length) {
      this.#overflow(atMs, frames);
      // Of a line that is dropped nothing needs to be kept.
      return;
    }
    this.#buffer.set(
      from === 0 && to === bytes.length ? bytes : bytes.subarray(from, to),
      this.#length,
    );
    this.#length += to - from;
  }

  #take(byte: number, atMs: number, frames: Frame[]): void {
    const isLfOfCrLf = byte === LF && this.#afterCr;
    this.#afterCr = false;
    if (isLfOfCrLf && this.#endsOnCr) return;
    if ((byte === LF && this.#endsOnLf) || (byte === CR && this.#endsOnCr)) {
      this.#afterCr = byte === CR;
      this.#endLine(atMs, frames);
      return;
    }
    if (this.#length === this.#buffer.length) this.#overflow(atMs, frames);
    this.#buffer[this.#length] = byte;
    this.#length += 1;
    if (this.#prefix.length > 0 && this.#endsWithPrefix()) {
      this.#length -= this.#prefix.length;
      if (this.#length > 0 || this.#isSkipping) this.#endLine(atMs, frames);
    }
  }

  #overflow(atMs: number, frames: Frame[]): void {
    this.#length = 0;
    if (this.#isSkipping) return;
    this.#isSkipping = true;
    this.statistics.overflows += 1;
    const reason = `a line longer than ${this.#options.limitBytes} bytes was dropped`;
    frames.push({ kind: 'damaged', reason, atMs });
  }

  #endsWithPrefix(): boolean {
    const start = this.#length - this.#prefix.length;
    if (start < 0) return false;
    for (let index = this.#prefix.length - 1; index >= 0; index -= 1) {
      if (this.#buffer[start + index] !== this.#prefix[index]) return false;
    }
    return true;
  }

  #endLine(atMs: number, frames: Frame[]): void {
    const wasSkipping = this.#isSkipping;
    this.#isSkipping = false;
    let length = this.#length;
    this.#length = 0;
    if (wasSkipping) return;
    // With `\n` alone as delimiter a CR before it belongs to the line end, not to the line.
    if (length > 0 && this.#buffer[length - 1] === CR) length -= 1;
    this.statistics.lines += 1;
    frames.push({
      kind: 'line',
      text: this.#options.decode(this.#buffer.subarray(0, length)),
      atMs,
    });
  }
}
