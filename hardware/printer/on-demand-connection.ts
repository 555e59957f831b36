import type { LinkAddress } from '../../contracts/configuration.ts';
import type { LinkState } from '../../contracts/device-health.ts';
import { Fault } from '../../contracts/fault.ts';
import { addressText } from '../link/address.ts';
import { NOTHING_COUNTED, openLink } from '../link/link.ts';
import type { Link, LinkStatistics } from '../link/link.ts';
import type { PrinterLine, PrinterLineOptions } from './printer-line.ts';

/**
 * A printer that serves one connection at a time: connected for a job or a look, kept for the next slip a moment, then given back.
 * `state` is `open` while it rests too: the printer was reached when it was last called. One attempt each time; who calls tries again.
 */
export class CalledLine implements PrinterLine {
  readonly address: LinkAddress;
  readonly isCalled = true;
  state: LinkState = 'absent';
  readonly #options: PrinterLineOptions;
  /** What earlier connections counted. */
  #counted: LinkStatistics = NOTHING_COUNTED;
  #link: Link | undefined;
  #calling: Promise<void> | undefined;
  #isWanted = false;
  #isClosed = false;
  #keepTimer: NodeJS.Timeout | undefined;

  constructor(address: LinkAddress, options: PrinterLineOptions) {
    this.address = address;
    this.#options = options;
  }

  get statistics(): LinkStatistics {
    return this.#link === undefined ? this.#counted : sum(this.#counted, this.#link.statistics);
  }

  ready(): Promise<void> {
    clearTimeout(this.#keepTimer);
    this.#isWanted = true;
    if (this.#isClosed) return Promise.reject(this.#notConnected());
    if (this.#link?.state === 'open') return Promise.resolve();
    this.#calling ??= this.#call().finally(() => (this.#calling = undefined));
    return this.#calling;
  }

  rest(): void {
    this.#isWanted = false;
    clearTimeout(this.#keepTimer);
    if (this.#link === undefined) return;
    this.#keepTimer = setTimeout(() => void this.#giveBack(), this.#options.keepMs);
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#link === undefined) throw this.#notConnected();
    await this.#link.write(bytes);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#giveBack();
  }

  async #call(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const { clock, random, onBytes } = this.#options;
    const link = (this.#options.openLink ?? openLink)(this.address, {
      onBytes,
      clock,
      ...(random === undefined ? {} : { random }),
      onState: (state, why) => {
        if (this.#link !== link) return;
        if (state === 'open') {
          this.#options.onBegin();
          resolve();
        } else if (why !== undefined) {
          if (state === 'lost') this.#lost(why);
          reject(why);
        }
      },
    });
    this.#link = link;
    // A printer that was reached last time is not shown as away while it is called again.
    if (this.state !== 'open') this.#enter('opening');
    try {
      await promise;
    } catch (cause) {
      const why = inWords(cause, addressText(this.address));
      await this.#giveBack();
      this.#enter('absent', why);
      throw why;
    }
    if (this.state !== 'open') this.#enter('open');
  }

  /** A printer that hangs up on a connection that nobody needs now is no trouble. */
  #lost(why: Fault): void {
    this.#options.onEnd();
    const wasOpen = this.state === 'open';
    void this.#giveBack();
    if (this.#isWanted && wasOpen) this.#enter('lost', why);
  }

  async #giveBack(): Promise<void> {
    clearTimeout(this.#keepTimer);
    const link = this.#link;
    if (link === undefined) return;
    this.#counted = sum(this.#counted, link.statistics);
    this.#link = undefined;
    this.#options.onEnd();
    await link.close();
  }

  #enter(state: LinkState, why?: Fault): void {
    this.state = state;
    if (!this.#isClosed) this.#options.onState(state, why);
  }

  #notConnected(): Fault {
    return new Fault('link-lost', `${addressText(this.address)}: not connected, nothing was sent`);
  }
}

/** A printer that refuses is there and speaks TCP: it serves somebody else, or its port is another one. */
function inWords(cause: unknown, where: string): Fault {
  const root = cause instanceof Fault ? cause.cause : cause;
  if (root instanceof Error && 'code' in root && root.code === 'ECONNREFUSED') {
    const text =
      'refuses the connection: the printer serves another computer now, or the port is wrong';
    return new Fault('port-busy', `${where}: ${text}; trying again by itself`, { cause });
  }
  if (cause instanceof Fault) return cause;
  return new Fault('port-unavailable', `${where}: cannot connect`, { cause });
}

function sum(a: LinkStatistics, b: LinkStatistics): LinkStatistics {
  return {
    bytesIn: a.bytesIn + b.bytesIn,
    bytesOut: a.bytesOut + b.bytesOut,
    opens: a.opens + b.opens,
    losses: a.losses + b.losses,
    failedAttempts: a.failedAttempts + b.failedAttempts,
    silences: a.silences + b.silences,
    lastByteAtMs: Math.max(a.lastByteAtMs, b.lastByteAtMs),
  };
}
