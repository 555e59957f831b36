import { PrinterPage } from './printer-page.ts';
import type { PrintedPage } from './printer-page.ts';
import { realTimeCommand } from './printer-real-time.ts';
import { automaticStatus, isHeld, realTimeAnswer } from './printer-status.ts';
import type { VirtualCondition } from './printer-status.ts';
import { readStep } from './printer-steps.ts';
import type { PrinterStep } from './printer-steps.ts';

/** What a virtual printer can do, and how it behaves. */
export interface VirtualPrinterOptions {
  readonly paper: 58 | 80;
  /** What it answers: `none` nothing, `poll` real-time questions and fences, `asb` automatic status too, `processId` all. */
  readonly answers?: 'none' | 'poll' | 'asb' | 'processId';
  /** Sends its answers byte by byte, with pauses. */
  readonly inPieces?: boolean;
  readonly cjkEncoding?: 'gb18030' | 'big5';
  /** Prints only once no more bytes come: a power cut takes everything with it that came just before. Otherwise it prints as they come. */
  readonly isLazy?: boolean;
  /** Whether it knows the real-time command that clears its buffer; many clones do not. */
  readonly knowsClear?: boolean;
  /** Called with what the printer answers. */
  readonly reply: (bytes: Uint8Array) => void;
  readonly onPage?: (page: PrintedPage) => void;
}

const CUTS = new Set(['GS V', 'ESC i', 'ESC m']);

/**
 * A receipt printer as real ones behave: real-time questions are answered at once and are obeyed even inside picture data, everything
 * else waits in a buffer and is executed in order while there is paper, the cover is closed and the power is on. Paper can end and
 * power can fail at any byte.
 */
export class VirtualPrinter {
  readonly #options: Required<Omit<VirtualPrinterOptions, 'onPage' | 'cjkEncoding'>> &
    VirtualPrinterOptions;
  /** Every page that came out, in order. */
  readonly pages: PrintedPage[] = [];
  /** Every byte that arrived while the power was on. */
  readonly received: number[] = [];
  readonly #page: PrinterPage;
  #buffer: number[] = [];
  /** Where in `received` the power came back: real-time commands do not reach across. */
  #poweredFrom = 0;
  #text: number[] = [];
  #now: VirtualCondition = {
    hasPower: true,
    hasPaper: true,
    isNearEnd: false,
    isCoverOpen: false,
    hasCutterError: false,
    isSwitchedOff: false,
  };
  #hasJam = false;
  #isAutomatic = false;
  #paperEndsAfter = Infinity;
  #powerFailsAfter = Infinity;
  #blinks = false;
  #executed = 0;
  #sending: Promise<void> = Promise.resolve();

  constructor(options: VirtualPrinterOptions) {
    this.#options = {
      answers: 'asb',
      inPieces: false,
      isLazy: false,
      knowsClear: true,
      ...options,
    };
    this.#page = new PrinterPage(options.paper === 58 ? 384 : 576, options.cjkEncoding);
  }

  get hasPaper(): boolean {
    return this.#now.hasPaper;
  }

  get isPowered(): boolean {
    return this.#now.hasPower;
  }

  /** Bytes executed since the printer was made. */
  get executedBytes(): number {
    return this.#executed;
  }

  /** The cable delivers bytes. */
  receive(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (!this.#now.hasPower) return;
      if (this.#powerFailsAfter <= 0) {
        if (!this.#options.isLazy) this.#execute();
        this.cutPower();
        if (!this.#blinks) return;
        this.restorePower();
      }
      this.#powerFailsAfter -= 1;
      this.received.push(byte);
      this.#buffer.push(byte);
      this.#watchRealTime();
    }
    this.#execute();
  }

  /** The roll ends once so many more bytes are executed. */
  endPaperAfter(bytes: number): void {
    this.#paperEndsAfter = bytes;
  }

  /** The power fails once so many more bytes have arrived; `blinks` = it is back at once, and what was on its way goes on coming. */
  failPowerAfter(bytes: number, blinks = false): void {
    this.#powerFailsAfter = bytes;
    this.#blinks = blinks;
  }

  nearEnd(isNearEnd: boolean): void {
    this.#become({ isNearEnd });
  }

  endPaper(): void {
    this.#become({ hasPaper: false });
  }

  /** A new roll: the printer goes on with what waits in its buffer. */
  loadPaper(): void {
    this.#paperEndsAfter = Infinity;
    this.#become({ hasPaper: true });
  }

  openCover(): void {
    this.#become({ isCoverOpen: true });
  }

  closeCover(): void {
    this.#become({ isCoverOpen: false });
  }

  /** Somebody presses the key that takes it offline, or online again. */
  switchOffline(isSwitchedOff: boolean): void {
    this.#become({ isSwitchedOff });
  }

  /** Something lies in the cutter: the next cut stops it. */
  jamCutter(): void {
    this.#hasJam = true;
  }

  /** It is taken out; the printer still waits to be told that it may go on. */
  freeCutter(): void {
    this.#hasJam = false;
  }

  /** All that was in the buffer is gone, and the half page with it; automatic status is off. */
  cutPower(): void {
    this.#now = { ...this.#now, hasPower: false };
    this.#buffer = [];
    this.#text = [];
    this.#isAutomatic = false;
    this.#powerFailsAfter = Infinity;
    if (!this.#page.isBlank) this.#tear();
  }

  restorePower(): void {
    this.#now = { ...this.#now, hasPower: true, hasCutterError: false };
    this.#poweredFrom = this.received.length;
    this.#page.command('ESC @', new Uint8Array(0));
  }

  #become(change: Partial<VirtualCondition>): void {
    this.#now = { ...this.#now, ...change };
    this.#announce();
    this.#execute();
  }

  /** Real-time commands are seen in the raw stream, wherever they stand. */
  #watchRealTime(): void {
    if (this.#options.answers === 'none') return;
    const command = realTimeCommand(this.received, this.#poweredFrom);
    switch (command?.kind) {
      case 'question':
        this.#answer(realTimeAnswer(command.question, this.#now));
        return;
      case 'recover':
        return this.#recover(command.isClearing);
      case 'clear':
        if (!this.#options.knowsClear) return;
        this.#forget();
        this.#answer([0x37, 0x25, 0x00]);
        return;
      case undefined:
    }
  }

  /** In vain while the cutter is blocked. */
  #recover(isClearing: boolean): void {
    if (!this.#now.hasCutterError || this.#hasJam) return;
    if (isClearing) this.#forget();
    this.#become({ hasCutterError: false });
  }

  /** The command that clears stands in the buffer and goes with it. */
  #forget(): void {
    this.#buffer = [];
    this.#text = [];
  }

  /** Automatic status, where it is on. */
  #announce(): void {
    if (this.#now.hasPower && this.#isAutomatic) this.#answer(automaticStatus(this.#now));
  }

  #answer(bytes: readonly number[]): void {
    const { reply, inPieces } = this.#options;
    if (!inPieces) {
      reply(Uint8Array.from(bytes));
      return;
    }
    this.#sending = this.#sendSlowly(this.#sending, bytes);
  }

  async #sendSlowly(before: Promise<void>, bytes: readonly number[]): Promise<void> {
    await before;
    for (const byte of bytes) {
      this.#options.reply(Uint8Array.of(byte));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  #execute(): void {
    let from = 0;
    while (!isHeld(this.#now)) {
      const step = readStep(this.#buffer, from);
      if (step === undefined) break;
      if (this.#hasJam && step.kind === 'command' && CUTS.has(step.name)) {
        this.#now = { ...this.#now, hasCutterError: true };
        this.#announce();
        break;
      }
      this.#take(step);
      from += step.length;
      this.#executed += step.length;
      this.#paperEndsAfter -= step.length;
      if (this.#paperEndsAfter <= 0) {
        this.#now = { ...this.#now, hasPaper: false };
        this.#announce();
      }
    }
    if (from > 0) this.#buffer = this.#buffer.slice(from);
  }

  #settleText(): void {
    if (this.#text.length > 0) this.#page.text(Uint8Array.from(this.#text));
    this.#text = [];
  }

  #take(step: PrinterStep): void {
    if (step.kind === 'character') {
      this.#text.push(step.byte);
      return;
    }
    this.#settleText();
    if (step.kind === 'line-feed') this.#page.lineFeed();
    else if (step.kind === 'command') this.#run(step.name, step.parameters);
  }

  #run(name: string, p: Uint8Array): void {
    const { answers } = this.#options;
    if (CUTS.has(name)) {
      this.#tear();
    } else if (name === 'GS r') {
      if (answers !== 'none') this.#answer([this.#now.isNearEnd ? 0x03 : 0x00]);
    } else if (name === 'GS a') {
      this.#isAutomatic = (p[0] ?? 0) !== 0 && (answers === 'asb' || answers === 'processId');
      this.#announce();
    } else if (name === 'GS ( H') {
      if (answers === 'processId' && p[3] === 0x30)
        this.#answer([0x37, 0x22, ...p.slice(4, 8), 0x00]);
    } else if (name !== 'ESC p') {
      // `ESC @` switches automatic status off, as on Epson's printers.
      if (name === 'ESC @') this.#isAutomatic = false;
      this.#page.command(name, p);
    }
  }

  #tear(): void {
    this.#settleText();
    const page = this.#page.cut();
    this.pages.push(page);
    this.#options.onPage?.(page);
  }
}
