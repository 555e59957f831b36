import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { Fault } from '../../contracts/fault.ts';
import {
  type KioskCommand,
  KioskMessage,
  type KioskReply,
  type KioskView,
  SOCKET_PATH,
  SOCKET_PROTOCOL,
} from '../../contracts/socket.ts';

type WithoutId<C> = C extends { readonly id: number } ? Omit<C, 'id'> : never;
/** A command as a finger gives it; the page numbers it. */
export type Tap = WithoutId<Exclude<KioskCommand, { kind: 'hello' }>>;

/** A screen without pixels: speaks the page's side of the local socket, says that it painted each view, and comes back by itself. */
export interface KioskPage {
  readonly terminal: string;
  /** The newest view; undefined until the first one and while the daemon is away. */
  readonly view: () => KioskView | undefined;
  /** Resolves with the first view, from now on, that `isWanted`. @throws Fault `timeout` with what was awaited and what the screen showed */
  readonly until: (
    what: string,
    isWanted: (view: KioskView) => boolean,
    timeoutMs?: number,
  ) => Promise<KioskView>;
  /** Sends a command and gives its reply. @throws Fault `link-lost` when the daemon went away before it answered */
  readonly tap: (tap: Tap) => Promise<KioskReply>;
  /** Calls back at each view, with the moment its last byte was read (`performance.now()`). */
  readonly onView: (listener: (view: KioskView, atMs: number) => void) => void;
  readonly close: () => void;
}

export interface KioskPageOptions {
  readonly port: number;
  readonly terminal: string;
  /** Where the daemon puts `kiosk-token`; read anew at each connect, because each start has its own. */
  readonly stateDir: string;
}

/** Opens the screen of a terminal and keeps it open until `close`. */
export function openKioskPage(options: KioskPageOptions): KioskPage {
  const listeners = new Set<(view: KioskView, atMs: number) => void>();
  const replies = new Map<
    number,
    { readonly done: (reply: KioskReply) => void; readonly failed: (fault: Fault) => void }
  >();
  let socket: WebSocket | undefined;
  let view: KioskView | undefined;
  let nextId = 1;
  const closing = new AbortController();

  const send = (body: Tap | { kind: 'hello'; token: string; terminal: string }): number => {
    const id = nextId;
    nextId += 1;
    socket?.send(JSON.stringify({ ...body, id }));
    return id;
  };

  const take = (data: string): void => {
    const atMs = performance.now();
    const message = KioskMessage.parse(JSON.parse(data));
    if (message.kind === 'view') {
      view = message;
      for (const listener of listeners) listener(message, atMs);
      send({ kind: 'painted', seq: message.seq });
      return;
    }
    replies.get(message.id)?.done(message);
    replies.delete(message.id);
  };

  const connectOnce = async (): Promise<void> => {
    const token = (await readFile(join(options.stateDir, 'kiosk-token'), 'utf8')).trim();
    const origin = `http://127.0.0.1:${options.port}`;
    const opened = new WebSocket(`ws://127.0.0.1:${options.port}${SOCKET_PATH}`, SOCKET_PROTOCOL, {
      origin,
    });
    await new Promise<void>((resolve) => {
      opened.once('open', () => {
        socket = opened;
        send({ kind: 'hello', token, terminal: options.terminal });
      });
      opened.on('message', (data: Buffer) => take(data.toString()));
      opened.on('error', () => undefined);
      opened.once('close', () => resolve());
    });
    socket = undefined;
    view = undefined;
    for (const reply of replies.values()) {
      reply.failed(new Fault('link-lost', `${options.terminal}: the daemon closed the socket`));
    }
    replies.clear();
  };

  const keepConnected = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      // The daemon is not up yet, or was killed: the token file comes with it.
      await connectOnce().catch(() => undefined);
      await sleep(50);
    }
  };
  void keepConnected();

  return {
    terminal: options.terminal,
    view: () => view,
    until: (what, isWanted, timeoutMs = 20_000) => {
      if (view !== undefined && isWanted(view)) return Promise.resolve(view);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          listeners.delete(listen);
          reject(
            new Fault(
              'timeout',
              `${options.terminal}: ${what}: not within ${timeoutMs} ms; the screen shows ${describe(view)}`,
            ),
          );
        }, timeoutMs);
        const listen = (candidate: KioskView): void => {
          if (!isWanted(candidate)) return;
          clearTimeout(timer);
          listeners.delete(listen);
          resolve(candidate);
        };
        listeners.add(listen);
      });
    },
    tap: (tap) =>
      new Promise((done, failed) => {
        if (socket === undefined) {
          failed(new Fault('link-lost', `${options.terminal}: the daemon is away`));
          return;
        }
        replies.set(send(tap), { done, failed });
      }),
    onView: (listener) => void listeners.add(listener),
    close: () => {
      closing.abort();
      socket?.terminate();
    },
  };
}

/** What a screen shows, in a line for a person who looks for a fault. */
function describe(view: KioskView | undefined): string {
  if (view === undefined) return 'nothing: the daemon is away';
  const { visit } = view;
  if (visit === undefined) return `the attract screen (central ${view.central})`;
  return [
    `${visit.lines.length} lines, ${visit.totalMinor} minor units`,
    `${visit.suggestions.length} suggestions`,
    `none: ${visit.none ?? '-'}`,
    `pairing: ${visit.pairing === undefined ? '-' : `${visit.pairing.state}, slip ${visit.pairing.slipState}`}`,
    `central ${view.central}`,
    view.banners.join(' '),
  ].join('; ');
}
