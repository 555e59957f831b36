import { textDecoder } from '../../dialect/decode-text.ts';
import type { DecodeText } from '../../dialect/decode-text.ts';
import { freshFramerStatistics } from '../frame.ts';
import type { Frame, Framer } from '../frame.ts';
import { codePage } from './code-pages.ts';
import { commandTable, parameterLength } from './commands.ts';
import { effectOf } from './effects.ts';

/** So many parameter bytes are kept; what is longer is picture data and is only counted. */
const KEPT_PARAMETERS = 64;
/** No receipt printer takes a longer command; a longer one is noise that looks like a command. */
const LONGEST_COMMAND_BYTES = 1 << 20;
const LF = 0x0a;
const CR = 0x0d;
const HT = 0x09;
const FF = 0x0c;

export interface EscposFramerOptions {
  /** One-byte encoding at power-on, or a CJK encoding where the printer starts in it. */
  readonly encoding: string;
  readonly cjkEncoding: string;
  readonly codepageFromStream: boolean;
  readonly limitBytes: number;
  /** A command that is not completed within this silence is given up: noise, or bytes that were lost. */
  readonly idleFlushMs: number;
}

/**
 * Reads what a till sends to a receipt printer: walks over every command by its length, so that no byte of a picture or a
 * parameter is ever taken for text, and gives out the printed lines, the cuts, the drawer kicks and the height of pictures.
 * Bounded: one line and 64 parameter bytes are kept. Source: docs/facts/till-feeds.md#command-lengths.
 */
export function escposFramer(options: EscposFramerOptions): Framer {
  return new EscposFramer(options);
}

interface Command {
  readonly lead: number;
  readonly second: number;
  count: number;
  /** Known total of parameters; 'nul' = up to a NUL; undefined = not known yet. */
  length: number | 'nul' | undefined;
}

class EscposFramer implements Framer {
  readonly statistics = freshFramerStatistics();
  readonly #options: EscposFramerOptions;
  readonly #decoders = new Map<string, DecodeText>();
  readonly #line: Uint8Array;
  readonly #parameters = new Uint8Array(KEPT_PARAMETERS);
  /** Text of the line before the bytes in `#line`, decoded when the code page changed. */
  #lineText = '';
  #length = 0;
  #isSkipping = false;
  #afterCr = false;
  #lead = 0;
  #command: Command | undefined;
  #page: string;
  #isCjk: boolean;
  #lastAtMs = 0;

  constructor(options: EscposFramerOptions) {
    this.#options = options;
    this.#line = new Uint8Array(options.limitBytes);
    this.#page = options.encoding;
    this.#isCjk = options.encoding === options.cjkEncoding;
  }

  push(bytes: Uint8Array, atMs: number): readonly Frame[] {
    const frames: Frame[] = [];
    this.statistics.bytes += bytes.length;
    this.#lastAtMs = atMs;
    for (let index = 0; index < bytes.length; index += 1) {
      const command = this.#command;
      // Picture data is stepped over in one go.
      if (command !== undefined && typeof command.length === 'number') {
        const wanted = command.length - command.count;
        if (command.count >= KEPT_PARAMETERS && wanted > 1) {
          const taken = Math.min(wanted - 1, bytes.length - index);
          command.count += taken;
          index += taken - 1;
          continue;
        }
      }
      this.#take(bytes[index] ?? 0, atMs, frames);
    }
    return frames;
  }

  idle(atMs: number): readonly Frame[] {
    if (atMs - this.#lastAtMs < this.#options.idleFlushMs) return [];
    const frames: Frame[] = [];
    if (this.#command !== undefined || this.#lead !== 0) {
      this.#command = undefined;
      this.#lead = 0;
      this.statistics.gaps += 1;
      frames.push({ kind: 'damaged', reason: 'a printer command was not completed', atMs });
    }
    return frames;
  }

  lost(atMs: number): readonly Frame[] {
    const hadBegun =
      this.#length > 0 || this.#lineText !== '' || this.#isSkipping || this.#command !== undefined;
    this.#command = undefined;
    this.#lead = 0;
    this.#dropLine();
    return hadBegun ? [{ kind: 'damaged', reason: 'the link was lost inside a line', atMs }] : [];
  }

  #take(byte: number, atMs: number, frames: Frame[]): void {
    if (this.#command !== undefined) {
      this.#takeParameter(this.#command, byte, atMs, frames);
      return;
    }
    if (this.#lead !== 0) {
      const command = { lead: this.#lead, second: byte, count: 0, length: undefined };
      this.#lead = 0;
      this.#measure(command, atMs, frames);
      return;
    }
    const wasCr = this.#afterCr;
    this.#afterCr = false;
    if (byte >= 0x20) {
      this.#append(byte, atMs, frames);
    } else if (byte === LF || byte === FF) {
      if (!wasCr || byte === FF) this.#endLine(atMs, frames);
    } else if (byte === CR) {
      this.#afterCr = true;
      this.#endLine(atMs, frames);
    } else if (byte === HT) {
      this.#append(0x20, atMs, frames);
      this.#append(0x20, atMs, frames);
    } else if (commandTable(byte) !== undefined) {
      this.#lead = byte;
    } else if (byte !== 0) {
      this.statistics.gaps += 1;
    }
  }

  #takeParameter(command: Command, byte: number, atMs: number, frames: Frame[]): void {
    if (command.count < KEPT_PARAMETERS) this.#parameters[command.count] = byte;
    command.count += 1;
    if (command.length === 'nul') {
      // A NUL ends it; a missing NUL must not swallow the receipt.
      if ((byte === 0 && command.count > 1) || command.count > 255)
        this.#run(command, atMs, frames);
      else if (byte === 0 && command.second === 'D'.charCodeAt(0)) this.#run(command, atMs, frames);
      return;
    }
    if (command.length === undefined) this.#measure(command, atMs, frames);
    else if (command.count >= command.length) this.#run(command, atMs, frames);
  }

  #measure(command: Command, atMs: number, frames: Frame[]): void {
    const length = parameterLength(command.lead, command.second, this.#parameters, command.count);
    this.#command = command;
    if (length === 'unknown') {
      this.#command = undefined;
      this.statistics.gaps += 1;
    } else if (length !== 'more') {
      command.length = length;
      if (typeof length === 'number' && length > LONGEST_COMMAND_BYTES) {
        this.#command = undefined;
        this.statistics.gaps += 1;
        frames.push({ kind: 'damaged', reason: 'a printer command of impossible length', atMs });
      } else if (length !== 'nul' && command.count >= length) {
        this.#run(command, atMs, frames);
      }
    }
  }

  /** What a complete command does to the text. */
  #run(command: Command, atMs: number, frames: Frame[]): void {
    this.#command = undefined;
    const effect = effectOf(command.lead, command.second, this.#parameters);
    switch (effect.kind) {
      case 'reset':
        this.#endLine(atMs, frames);
        this.#page = this.#options.encoding;
        this.#isCjk = this.#options.encoding === this.#options.cjkEncoding;
        frames.push({ kind: 'reset', atMs });
        return;
      case 'page':
        if (!this.#options.codepageFromStream) return;
        this.#settleText();
        this.#page = codePage(effect.page);
        return;
      case 'cjk':
        this.#settleText();
        this.#isCjk = effect.isOn;
        return;
      case 'column':
        if (this.#length === 0 && this.#lineText === '') return;
        this.#append(0x20, atMs, frames);
        this.#append(0x20, atMs, frames);
        return;
      case 'line-end':
        this.#endLine(atMs, frames);
        return;
      case 'cut':
        this.#endLine(atMs, frames);
        frames.push({ kind: 'cut', atMs });
        return;
      case 'drawer':
        frames.push({ kind: 'drawer', atMs });
        return;
      case 'raster':
        frames.push({ kind: 'raster', heightDots: effect.heightDots, atMs });
        return;
      case 'none':
        return;
    }
  }

  #append(byte: number, atMs: number, frames: Frame[]): void {
    if (this.#isSkipping) return;
    if (this.#length + this.#lineText.length >= this.#line.length) {
      this.#dropLine();
      this.#isSkipping = true;
      this.statistics.overflows += 1;
      const reason = `a line longer than ${this.#options.limitBytes} bytes was dropped`;
      frames.push({ kind: 'damaged', reason, atMs });
      return;
    }
    this.#line[this.#length] = byte;
    this.#length += 1;
  }

  /** Decodes what stands in the line so far, before its encoding changes. */
  #settleText(): void {
    if (this.#length === 0) return;
    this.#lineText += this.#decoder()(this.#line.slice(0, this.#length));
    this.#length = 0;
  }

  #endLine(atMs: number, frames: Frame[]): void {
    this.#settleText();
    const text = this.#lineText;
    this.#dropLine();
    if (text === '') return;
    this.statistics.lines += 1;
    frames.push({ kind: 'line', text, atMs });
  }

  #dropLine(): void {
    this.#length = 0;
    this.#lineText = '';
    this.#isSkipping = false;
  }

  #decoder(): DecodeText {
    const encoding = this.#isCjk ? this.#options.cjkEncoding : this.#page;
    let decoder = this.#decoders.get(encoding);
    if (decoder === undefined) {
      decoder = textDecoder(encoding);
      this.#decoders.set(encoding, decoder);
    }
    return decoder;
  }
}
