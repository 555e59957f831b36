import { backOffMs } from '../../contracts/back-off.ts';
import type { KioskReply, KioskView } from '../../contracts/socket.ts';
import type { Address } from './address.ts';
import { KIOSK_PROTOCOL, readMessage, type OutgoingCommand } from './socket-codec.ts';

/** What became of a command: the daemon's reply, or `lost` where none can come any more. */
export type Outcome = KioskReply | { readonly kind: 'lost' };

/** `refused`: the daemon does not know this page's token; it was restarted or the address is wrong. */
export type LinkState = 'connecting' | 'online' | 'lost' | 'refused';

/** The part of a browser's WebSocket that is used. */
export interface Socket {
  send(text: string): void;
  close(): void;
}

/** What a socket tells: once open, for each text, once closed. */
export interface SocketEvents {
  readonly opened: () => void;
  readonly heard: (text: string) => void;
  readonly closed: () => void;
}

export interface LinkOptions {
  /** Asked at every attempt, so that a new fragment counts. */
  readonly address: () => Address | undefined;
  readonly open: (url: string, protocol: string, events: SocketEvents) => Socket;
  readonly onView: (view: KioskView) => void;
  readonly onState: (state: LinkState) => void;
  /** Runs something later and gives what cancels it. */
  readonly later: (run: () => void, afterMs: number) => () => void;
  readonly random: () => number;
}

const BACK_OFF = { firstMs: 250, limitMs: 5000 };
const HELLO_LIMIT_MS = 4000;

/**
 * The page's one connection: says hello, numbers commands, matches replies, and comes back after 0.25 to 5 seconds, or half of that, for
 * as long as it takes. Source: docs/rules.md#kiosk-link.
 */
export class KioskLink {
  readonly #options: LinkOptions;
  #socket: Socket | undefined;
  #nextId = 1;
  #attempt = 0;
  #isOnline = false;
  #pending = new Map<number, (outcome: Outcome) => void>();

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  /** Connects, and keeps connecting. */
  start(): void {
    const address = this.#options.address();
    if (address === undefined) {
      this.#options.onState('refused');
      this.#retry();
      return;
    }
    const socket = this.#options.open(address.url, KIOSK_PROTOCOL, {
      opened: () => void this.#hello(address),
      heard: (text) => this.#receive(text),
      closed: () => {
        cancelLimit();
        this.#closed(socket);
      },
    });
    this.#socket = socket;
    // A daemon that takes the connection and says nothing is as good as none.
    const cancelLimit = this.#options.later(() => {
      if (!this.#isOnline) socket.close();
    }, HELLO_LIMIT_MS);
  }

  /** Sends a command; resolves with the daemon's reply, or with `lost` when the connection goes first. */
  send(command: OutgoingCommand): Promise<Outcome> {
    const socket = this.#socket;
    if (socket === undefined || !this.#isOnline) return Promise.resolve({ kind: 'lost' });
    return this.#send(socket, command);
  }

  #send(socket: Socket, command: object): Promise<Outcome> {
    const id = this.#nextId;
    this.#nextId += 1;
    socket.send(JSON.stringify({ ...command, id }));
    return new Promise((resolve) => this.#pending.set(id, resolve));
  }

  async #hello(address: Address): Promise<void> {
    const socket = this.#socket;
    if (socket === undefined) return;
    const { token, terminal } = address;
    const outcome = await this.#send(socket, { kind: 'hello', token, terminal });
    if (outcome.kind !== 'refused') return;
    this.#options.onState('refused');
    socket.close();
  }

  #receive(text: string): void {
    const message = readMessage(text);
    if (message === undefined) return;
    if (message.kind === 'view') {
      if (!this.#isOnline) {
        this.#isOnline = true;
        this.#attempt = 0;
        this.#options.onState('online');
      }
      this.#options.onView(message);
      return;
    }
    const settle = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    settle?.(message);
  }

  #closed(socket: Socket): void {
    if (socket !== this.#socket) return;
    this.#socket = undefined;
    const wasOnline = this.#isOnline;
    this.#isOnline = false;
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const settle of pending) settle({ kind: 'lost' });
    if (wasOnline) this.#options.onState('lost');
    this.#retry();
  }

  #retry(): void {
    const waitMs = backOffMs(this.#attempt, this.#options.random(), BACK_OFF);
    this.#attempt += 1;
    this.#options.later(() => this.start(), waitMs);
  }
}
