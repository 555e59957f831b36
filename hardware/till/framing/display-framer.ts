import type { DecodeText } from '../dialect/decode-text.ts';
import { freshFramerStatistics } from './frame.ts';
import type { Frame, Framer } from './frame.ts';

export interface DisplayOptions {
  readonly protocol: 'cd5220' | 'epson' | 'utc';
  readonly decode: DecodeText;
  readonly cols: number;
  /** A screen counts once it has stood still so long. */
  readonly stableMs: number;
}

const ESC = 0x1b;
const US = 0x1f;
const DLE = 0x10;
const CR = 0x0d;
const LF = 0x0a;
/** Longest command with its parameters; what runs on is dropped. */
const LONGEST_COMMAND = 64;

/**
 * Emulates a customer display of two lines and gives out each screen that stands still, as one line `upper / lower`. Good for
 * presence and total; a repeated screen may be a repaint, so nothing is counted from it.
 * Source: docs/facts/till-feeds.md#displays.
 */
export function displayFramer(options: DisplayOptions): Framer {
  return new DisplayFramer(options);
}

class DisplayFramer implements Framer {
  readonly statistics = freshFramerStatistics();
  readonly #options: DisplayOptions;
  readonly #cells: Uint8Array;
  #cursor = 0;
  #command: number[] = [];
  #shown = '';
  #isChanged = false;
  #lastAtMs = 0;

  constructor(options: DisplayOptions) {
    this.#options = options;
    this.#cells = new Uint8Array(options.cols * 2).fill(0x20);
  }

  push(bytes: Uint8Array, atMs: number): readonly Frame[] {
    const frames = [...this.idle(atMs)];
    this.statistics.bytes += bytes.length;
    this.#lastAtMs = atMs;
    for (const byte of bytes) this.#take(byte);
    return frames;
  }

  idle(atMs: number): readonly Frame[] {
    if (!this.#isChanged || atMs - this.#lastAtMs < this.#options.stableMs) return [];
    this.#isChanged = false;
    const { cols: columns, decode } = this.#options;
    const upper = decode(this.#cells.slice(0, columns)).trim();
    const lower = decode(this.#cells.slice(columns)).trim();
    const text = `${upper} / ${lower}`;
    if (text === this.#shown || text.trim() === '/') return [];
    this.#shown = text;
    this.statistics.lines += 1;
    return [{ kind: 'line', text, atMs: this.#lastAtMs }];
  }

  lost(): readonly Frame[] {
    this.#clear();
    this.#command = [];
    this.#isChanged = false;
    return [];
  }

  #take(byte: number): void {
    if (this.#command.length > 0) {
      this.#command.push(byte);
      const isDone = this.#run();
      if (isDone || this.#command.length > LONGEST_COMMAND) {
        if (!isDone) this.statistics.overflows += 1;
        this.#command = [];
      }
      return;
    }
    const { cols: columns } = this.#options;
    const isUtc = this.#options.protocol === 'utc';
    if (isUtc && byte === US) this.#clear();
    else if (byte === ESC || byte === US || (isUtc && byte === DLE)) this.#command = [byte];
    else if (byte >= 0x20) this.#put(byte);
    else if (byte === 0x0c) this.#clear();
    else if (byte === 0x0b) this.#cursor = 0;
    else if (byte === 0x18) this.#clearLine(this.#cursor < columns ? 0 : 1);
    else if (byte === LF) this.#cursor = (this.#cursor + columns) % (2 * columns);
    else if (byte === CR) this.#cursor -= this.#cursor % columns;
    else if (byte === 0x08) this.#cursor = Math.max(0, this.#cursor - 1);
    else if (byte === 0x09) this.#cursor = (this.#cursor + 1) % (2 * columns);
    else this.statistics.gaps += 1;
  }

  /** Whether the command is complete; runs it then. */
  #run(): boolean {
    switch (this.#options.protocol) {
      case 'cd5220':
        return this.#runCd5220();
      case 'epson':
        return this.#runEpson();
      case 'utc':
        return this.#runUtc();
    }
  }

  /** `DLE position` counts cells from 0; `ESC u A text CR` writes the upper line, `ESC u B` the lower. */
  #runUtc(): boolean {
    const [lead, name, line, ...text] = this.#command;
    if (lead === DLE) {
      if (name !== undefined && name < this.#cells.length) this.#cursor = name;
      return name !== undefined;
    }
    if (name !== 0x75) return name !== undefined;
    if (line === undefined || (text.at(-1) !== CR && text.length <= this.#options.cols))
      return false;
    const row = line === 0x41 ? 0 : 1;
    this.#clearLine(row);
    for (const byte of text) if (byte !== CR) this.#put(byte);
    return true;
  }

  #runCd5220(): boolean {
    const [lead, name, ...rest] = this.#command;
    if (lead === US) return true;
    if (name === undefined) return false;
    if (name === 0x51) {
      const line = rest[0];
      const last = rest.at(-1);
      if (line === undefined || (rest.length < 22 && last !== CR)) return false;
      if (line === 0x41 || line === 0x42) {
        const row = line - 0x41;
        this.#clearLine(row);
        this.#cursor = row * this.#options.cols;
        for (const byte of rest.slice(1)) if (byte !== CR) this.#put(byte);
      }
      return true;
    }
    if (name === 0x6c) return rest.length === 2 && this.#goTo(rest[0] ?? 1, rest[1] ?? 1);
    if (name === 0x40) return this.#clear();
    if (name === 0x5b) return rest.length === 1;
    // ESC with one byte: modes, cursor on and off.
    return name < 0x20 || rest.length === 1;
  }

  #runEpson(): boolean {
    const [lead, name, ...rest] = this.#command;
    if (name === undefined) return false;
    if (lead === ESC) return name === 0x40 ? this.#clear() : rest.length >= 1;
    if (name === 0x24) return rest.length === 2 && this.#goTo(rest[0] ?? 1, rest[1] ?? 1);
    if (name === 0x42) {
      this.#cursor = 2 * this.#options.cols - 1;
      return true;
    }
    if (name === 0x0d) {
      this.#cursor += this.#options.cols - 1 - (this.#cursor % this.#options.cols);
      return true;
    }
    if (name === 0x0a) {
      this.#cursor %= this.#options.cols;
      return true;
    }
    if ([0x43, 0x58, 0x45, 0x72, 0x54].includes(name)) return rest.length === 1;
    return true;
  }

  #goTo(column: number, row: number): boolean {
    const { cols: columns } = this.#options;
    if (column >= 1 && column <= columns && (row === 1 || row === 2)) {
      this.#cursor = (row - 1) * columns + column - 1;
    }
    return true;
  }

  #put(byte: number): void {
    this.#cells[this.#cursor] = byte;
    this.#cursor = (this.#cursor + 1) % this.#cells.length;
    this.#isChanged = true;
  }

  #clearLine(row: number): void {
    const { cols: columns } = this.#options;
    this.#cells.fill(0x20, row * columns, (row + 1) * columns);
    this.#cursor = row * columns;
    this.#isChanged = true;
  }

  #clear(): boolean {
    this.#cells.fill(0x20);
    this.#cursor = 0;
    this.#isChanged = true;
    return true;
  }
}
