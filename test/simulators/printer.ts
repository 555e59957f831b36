import { PrinterPage } from './printer-page.ts';
import type { PrintedPage } from './printer-page.ts';
import { readStep } from './printer-steps.ts';

/** What a virtual printer can do, and how it behaves. */
export interface VirtualPrinterOptions {
  readonly paper: 58 | 80;
  /** What it answers: `none` nothing, `poll` real-time questions and fences, `asb` automatic status too, `processId` all. */
  readonly answers?: 'none' | 'poll' | 'asb' | 'processId';
  /** Sends its answers byte by byte, with pauses. */
  readonly inPieces?: boolean;
  readonly cjkEncoding?: 'gb18030' | 'big5';
  /** Called with what the printer answers. */
  readonly reply: (bytes: Uint8Array) => void;
  readonly onPage?: (page: PrintedPage) => void;
}

const DLE = 0x10;

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
  #realTime: number[] = [];
  #text: number[] = [];
  #hasPower = true;
  #hasPaper = true;
  #isNearEnd = false;
  #isCoverOpen = false;
  #isAutomatic = false;
  #paperEndsAfter = Infinity;
  #powerFailsAfter = Infinity;
  #executed = 0;
  #sending: Promise<void> = Promise.resolve();

  constructor(options: VirtualPrinterOptions) {
    this.#options = { answers: 'asb', inPieces: false, ...options };
    this.#page = new PrinterPage(options.paper === 58 ? 384 : 576, options.cjkEncoding);
  }

  get isPowered(): boolean {
    return this.#hasPower;
  }

  /** Bytes executed since the printer was made. */
  get executedBytes(): number {
    return this.#executed;
  }

  /** The cable delivers bytes. */
  receive(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (!this.#hasPower) return;
      if (this.#powerFailsAfter <= 0) {
        this.cutPower();
        return;
      }
      this.#powerFailsAfter -= 1;
      this.received.push(byte);
      this.#watchRealTime(byte);
      this.#buffer.push(byte);
    }
    this.#execute();
  }

  /** The roll ends once so many more bytes are executed. */
  endPaperAfter(bytes: number): void {
    this.#paperEndsAfter = bytes;
  }

  /** The power fails once so many more bytes have arrived. */
  failPowerAfter(bytes: number): void {
    this.#powerFailsAfter = bytes;
  }

  nearEnd(isNearEnd: boolean): void {
    this.#isNearEnd = isNearEnd;
    this.#announce();
  }

  endPaper(): void {
    this.#hasPaper = false;
    this.#announce();
  }

  /** A new roll: the printer goes on with what waits in its buffer. */
  loadPaper(): void {
    this.#hasPaper = true;
    this.#paperEndsAfter = Infinity;
    this.#announce();
    this.#execute();
  }

  openCover(): void {
    this.#isCoverOpen = true;
    this.#announce();
  }

  closeCover(): void {
    this.#isCoverOpen = false;
    this.#announce();
    this.#execute();
  }

  /** All that was in the buffer is gone, and the half page with it; automatic status is off. */
  cutPower(): void {
    this.#hasPower = false;
    this.#buffer = [];
    this.#realTime = [];
    this.#text = [];
    this.#isAutomatic = false;
    this.#powerFailsAfter = Infinity;
    if (!this.#page.isBlank) this.#tear();
  }

  restorePower(): void {
    this.#hasPower = true;
    this.#page.command('ESC @', new Uint8Array(0));
  }

  get #isHeldUp(): boolean {
    return !this.#hasPower || !this.#hasPaper || this.#isCoverOpen;
  }

  /** Real-time commands are seen in the raw stream, wherever they stand. */
  #watchRealTime(byte: number): void {
    this.#realTime.push(byte);
    if (this.#realTime.length > 10) this.#realTime.shift();
    if (this.#options.answers === 'none') return;
    const last = this.#realTime;
    const [a, b, c] = last.slice(-3);
    if (a === DLE && b === 0x04 && c !== undefined && c >= 1 && c <= 4)
      this.#answer(this.#realTimeStatus(c));
    const clear = [DLE, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08];
    if (last.length === 10 && clear.every((value, index) => last[index] === value)) {
      // The clear command itself stands at the end of the buffer and goes with it.
      this.#buffer = [];
      this.#text = [];
      this.#realTime = [];
      this.#answer([0x37, 0x25, 0x00]);
    }
  }

  #realTimeStatus(question: number): readonly number[] {
    switch (question) {
      case 1:
        return [0x12 | (this.#isHeldUp ? 0x08 : 0)];
      case 2:
        return [0x12 | (this.#isCoverOpen ? 0x04 : 0) | (this.#hasPaper ? 0 : 0x20)];
      case 4:
        return [
          0x12 | (this.#isNearEnd || !this.#hasPaper ? 0x0c : 0) | (this.#hasPaper ? 0 : 0x60),
        ];
      default:
        return [0x12];
    }
  }

  /** Automatic status, where it is on. */
  #announce(): void {
    if (!this.#hasPower || !this.#isAutomatic) return;
    this.#answer([
      0x10 | (this.#isHeldUp ? 0x08 : 0) | (this.#isCoverOpen ? 0x20 : 0),
      0,
      (this.#isNearEnd || !this.#hasPaper ? 0x03 : 0) | (this.#hasPaper ? 0 : 0x0c),
      0x0f,
    ]);
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
    while (!this.#isHeldUp) {
      const length = this.#next(from);
      if (length === 0) break;
      from += length;
      this.#executed += length;
      this.#paperEndsAfter -= length;
      if (this.#paperEndsAfter <= 0) this.endPaper();
    }
    if (from > 0) this.#buffer = this.#buffer.slice(from);
  }

  #settleText(): void {
    if (this.#text.length > 0) this.#page.text(Uint8Array.from(this.#text));
    this.#text = [];
  }

  /** Executes what stands at `from`; the bytes that it took, 0 if it is not complete yet. */
  #next(from: number): number {
    const step = readStep(this.#buffer, from);
    if (step === undefined) return 0;
    if (step.kind === 'character') {
      this.#text.push(step.byte);
      return 1;
    }
    this.#settleText();
    if (step.kind === 'line-feed') this.#page.lineFeed();
    else if (step.kind === 'command') this.#run(step.name, step.parameters);
    return step.length;
  }

  #run(name: string, p: Uint8Array): void {
    const { answers } = this.#options;
    if (name === 'GS V' || name === 'ESC i' || name === 'ESC m') {
      this.#tear();
    } else if (name === 'GS r') {
      if (answers !== 'none') this.#answer([this.#isNearEnd ? 0x03 : 0x00]);
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

/** A printer at the far end of a cable. */
export function printerOnWire(
  wire: {
    readonly write: (bytes: Uint8Array) => Promise<void>;
    readonly onBytes: (listener: (bytes: Uint8Array) => void) => void;
  },
  options: Omit<VirtualPrinterOptions, 'reply'>,
): VirtualPrinter {
  const printer = new VirtualPrinter({
    ...options,
    reply: (bytes) => {
      wire.write(bytes).catch(() => undefined);
    },
  });
  wire.onBytes((bytes) => printer.receive(bytes));
  return printer;
}
