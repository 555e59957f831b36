// Face for daemon/: `openLink(address, options): Link`. It never throws for a device that is not there: it reports a state
// and goes on trying. `LinkAddress` stands in contracts/configuration.ts.
import { backOffMs } from '../../contracts/back-off.ts';
import type { LinkAddress } from '../../contracts/configuration.ts';
import type { LinkState } from '../../contracts/device-health.ts';
import { Fault } from '../../contracts/fault.ts';
import { addressText, transmitMs } from './address.ts';
import { onceThere } from './hotplug-added.ts';
import { onceGone } from './hotplug-removed.ts';
import { asFault, isThere, notThere, wireFor } from './open-wire.ts';
import { silenceWatch } from './silence-watchdog.ts';
import type { OpenWire, Wire } from './wire.ts';

const BACK_OFF = { firstMs: 250, limitMs: 10_000 };
/** A wire that stayed up this long starts the back-off afresh when it is lost. */
const STEADY_AFTER_MS = 5000;
const WRITE_WITHIN_MS = 10_000;

/** Counters after UnifiedPOS; all start at zero when the link is made and survive reconnects. */
export interface LinkStatistics {
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly opens: number;
  readonly losses: number;
  readonly failedAttempts: number;
  /** Times that the silence watchdog rang. */
  readonly silences: number;
  /** When the last byte came; 0 = never. */
  readonly lastByteAtMs: number;
}

/** Before anything has happened. */
export const NOTHING_COUNTED: LinkStatistics = {
  bytesIn: 0,
  bytesOut: 0,
  opens: 0,
  losses: 0,
  failedAttempts: 0,
  silences: 0,
  lastByteAtMs: 0,
};

export interface LinkOptions {
  readonly onBytes: (bytes: Uint8Array, atMs: number) => void;
  /** Each change of state; `why` is what a person should read and do, given again at every failed attempt (log it when its
   *  message changes). A new `open` means: begin with fresh parsers. */
  readonly onState: (state: LinkState, why?: Fault) => void;
  /** Rings once when an open link has been silent so long: a wedged USB adapter reports nothing by itself. */
  readonly silence?: { readonly afterMs: number; readonly onSilence: (sinceMs: number) => void };
  readonly writeWithinMs?: number;
  readonly clock?: () => number;
  readonly random?: () => number;
}

export interface Link {
  readonly address: LinkAddress;
  readonly state: LinkState;
  readonly statistics: LinkStatistics;
  /** Resolves when the bytes are handed to the kernel. Rejects with a `Fault`: `link-lost` when not open or lost meanwhile,
   *  `timeout` when the device does not take them (flow control). */
  write(bytes: Uint8Array): Promise<void>;
  /** Ends the link for good; no handler is called afterwards. */
  close(): Promise<void>;
}

/**
 * One device, held open for ever: absent → opening → open → lost, back-off 0.25-10 s with jitter and a fresh wire for each attempt;
 * a device file that appears is tried at once. Nothing is thrown: troubles arrive through `onState`.
 */
export function openLink(address: LinkAddress, options: LinkOptions): Link {
  const link = new ReconnectingLink(address, options);
  link.start();
  return link;
}

class ReconnectingLink implements Link {
  readonly address: LinkAddress;
  readonly statistics = { ...NOTHING_COUNTED };
  state: LinkState = 'absent';

  readonly #options: LinkOptions;
  readonly #openWire: OpenWire;
  readonly #devicePath: string | undefined;
  readonly #closing = new AbortController();
  readonly #clock: () => number;
  readonly #random: () => number;
  #wire: Wire | undefined;
  /** Breaks the writes that are under way when their wire is lost. */
  #wireLost = new AbortController();
  #attempt = 0;
  #openedAtMs = 0;
  #attempting = false;
  #retryTimer: NodeJS.Timeout | undefined;
  /** Ends the waiting for the device file to appear, or to go. */
  #stopWaiting: (() => void) | undefined;
  readonly #silence: ReturnType<typeof silenceWatch>;

  constructor(address: LinkAddress, options: LinkOptions) {
    this.address = address;
    this.#options = options;
    this.#openWire = wireFor(address);
    this.#devicePath = address.kind === 'tcp' ? undefined : address.path;
    this.#clock = options.clock ?? Date.now;
    this.#random = options.random ?? Math.random;
    this.#silence = silenceWatch(options.silence?.afterMs, () => {
      this.statistics.silences += 1;
      options.silence?.onSilence(this.statistics.lastByteAtMs || this.#openedAtMs);
    });
  }

  start(): void {
    // Handlers must not run before openLink has returned.
    queueMicrotask(() => void this.#try());
  }

  async write(bytes: Uint8Array): Promise<void> {
    const wire = this.#wire;
    if (wire === undefined || this.state !== 'open') {
      throw new Fault('link-lost', `${addressText(this.address)}: not connected, nothing was sent`);
    }
    const { promise: broken, reject } = Promise.withResolvers<never>();
    const where = addressText(this.address);
    const onLost = (): void => reject(new Fault('link-lost', `${where}: lost while sending`));
    const limitMs =
      (this.#options.writeWithinMs ?? WRITE_WITHIN_MS) + transmitMs(this.address, bytes.length);
    const timer = setTimeout(
      () => reject(new Fault('timeout', `${where}: does not take data for ${limitMs} ms`)),
      limitMs,
    );
    const lost = this.#wireLost.signal;
    lost.addEventListener('abort', onLost, { once: true });
    try {
      await Promise.race([wire.write(bytes), broken]);
      this.statistics.bytesOut += bytes.length;
    } catch (cause) {
      if (cause instanceof Fault) throw cause;
      throw new Fault('link-lost', `${where}: lost while sending`, { cause });
    } finally {
      clearTimeout(timer);
      lost.removeEventListener('abort', onLost);
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#retryTimer);
    this.#silence.stop();
    this.#stopWaiting?.();
    this.#wireLost.abort();
    const wire = this.#wire;
    this.#wire = undefined;
    await wire?.close();
  }

  async #try(): Promise<void> {
    if (this.#closing.signal.aborted || this.#attempting || this.#wire !== undefined) return;
    clearTimeout(this.#retryTimer);
    this.#stopWaiting?.();
    this.#attempting = true;
    try {
      if (!(await isThere(this.address))) {
        throw await notThere(this.address);
      }
      if (this.#closing.signal.aborted) return;
      this.#enter('opening');
      const wire = await this.#openFresh();
      if (this.#closing.signal.aborted) await wire.close();
    } catch (cause) {
      if (this.#closing.signal.aborted) return;
      this.statistics.failedAttempts += 1;
      this.#later(asFault(cause, this.address));
    } finally {
      this.#attempting = false;
    }
  }

  async #openFresh(): Promise<Wire> {
    let lostEarly: Error | undefined;
    let opened = false;
    const wire = await this.#openWire(
      {
        onBytes: (bytes) => this.#received(bytes),
        onLost: (cause) => {
          if (opened) this.#lost(cause);
          else lostEarly = cause;
        },
      },
      this.#closing.signal,
    );
    if (lostEarly !== undefined) throw lostEarly;
    opened = true;
    this.#wire = wire;
    this.#wireLost = new AbortController();
    this.#openedAtMs = this.#clock();
    this.statistics.opens += 1;
    if (!this.#closing.signal.aborted) this.#enter('open');
    this.#silence.heard();
    if (this.#devicePath !== undefined && !this.#closing.signal.aborted) {
      this.#stopWaiting = onceGone(this.#devicePath, () => {
        void wire.close();
        this.#lost(new Error('its device file is gone'));
      });
    }
    return wire;
  }

  #received(bytes: Uint8Array): void {
    if (this.#closing.signal.aborted) return;
    const atMs = this.#clock();
    this.statistics.bytesIn += bytes.length;
    this.statistics.lastByteAtMs = atMs;
    this.#silence.heard();
    this.#options.onBytes(bytes, atMs);
  }

  #lost(cause: Error): void {
    if (this.#closing.signal.aborted) return;
    this.#stopWaiting?.();
    this.#wire = undefined;
    this.statistics.losses += 1;
    this.#silence.stop();
    this.#wireLost.abort();
    if (this.#clock() - this.#openedAtMs >= STEADY_AFTER_MS) this.#attempt = 0;
    const text = `${addressText(this.address)}: lost (${cause.message}); trying again by itself`;
    this.#enter('lost', new Fault('link-lost', text, { cause }));
    this.#later(undefined);
  }

  /** Plans the next attempt. */
  #later(why: Fault | undefined): void {
    const waitMs = backOffMs(this.#attempt, this.#random(), BACK_OFF);
    this.#attempt += 1;
    if (why !== undefined) this.#enter('absent', why);
    this.#retryTimer = setTimeout(() => void this.#try(), waitMs);
    const path = this.#devicePath;
    if (path === undefined) return;
    void this.#watchFor(path);
  }

  /** A device file that is missing is tried the moment it appears. */
  async #watchFor(path: string): Promise<void> {
    if ((await isThere(this.address)) || this.#closing.signal.aborted || this.#wire !== undefined)
      return;
    this.#stopWaiting?.();
    this.#stopWaiting = onceThere(path, () => {
      this.#attempt = 0;
      void this.#try();
    });
  }

  #enter(state: LinkState, why?: Fault): void {
    this.state = state;
    this.#options.onState(state, why);
  }
}
