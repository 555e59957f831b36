import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { TerminalId } from '../../contracts/ids.ts';
import {
  KioskCommand,
  type KioskMessage,
  SOCKET_LIMIT_BYTES,
  SOCKET_PROTOCOL,
} from '../../contracts/socket.ts';
import { isSameSecret } from '../../service/same-secret.ts';
import type { Kiosk } from './kiosk.ts';
import { paintTimes, type PaintTimes } from './paint-times.ts';

const HELLO_WITHIN_MS = 2000;
const PING_EVERY_MS = 5000;
const SOCKETS_LIMIT = 32;
/** A page that does not read gets no further views until it does: each view is whole, so nothing is lost by it. */
const BACKLOG_LIMIT_BYTES = 1024 * 1024;

/** Codes above 4000 are the application's own (RFC 6455, 7.4.2). */
const CLOSE = { badToken: 4401, badMessage: 4400, unknownTerminal: 4404, tooSlow: 4408 } as const;

export interface KioskSocketOptions {
  readonly kiosk: Pick<Kiosk, 'command' | 'view'>;
  readonly token: string;
  readonly terminals: readonly TerminalId[];
  readonly now: () => number;
  /** A scan is on the screen, so long after its last byte. */
  readonly onPainted?: (tookMs: number) => void;
}

export interface KioskSocket {
  /** Takes over a request whose path, Host and Origin were checked. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Something changed: every page gets a whole view, once for all changes of this turn. */
  changed(): void;
  /** When a scan came in, so that its way to the screen can be measured. */
  scanned(terminal: TerminalId, atMs: number): void;
  pages(terminal: TerminalId): PageState;
  close(): void;
}

export interface PageState {
  readonly connected: number;
  readonly everConnected: boolean;
  readonly lastScreen: string | undefined;
  readonly lastAtMs: number | undefined;
  readonly paint: PaintTimes;
}

interface Page {
  readonly socket: WebSocket;
  readonly terminal: TerminalId;
}

/**
 * The loopback socket to the kiosk pages. The first message within two seconds carries the token of this start.
 * Source: docs/rules.md#kiosk-link.
 */
export function openKioskSocket(options: KioskSocketOptions): KioskSocket {
  const { kiosk, now } = options;
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: SOCKET_LIMIT_BYTES,
    handleProtocols: (protocols) => (protocols.has(SOCKET_PROTOCOL) ? SOCKET_PROTOCOL : false),
  });
  const pages = new Set<Page>();
  const states = new Map(
    options.terminals.map((terminal) => [
      terminal,
      {
        everConnected: false,
        lastScreen: undefined as string | undefined,
        lastAtMs: undefined as number | undefined,
        paint: paintTimes(options.onPainted),
      },
    ]),
  );
  let seq = 0;
  let planned: NodeJS.Immediate | undefined;

  server.on('connection', (socket) => {
    let page: Page | undefined;
    let isAlive = true;
    // A protocol error closes the socket by itself; there is nobody to tell.
    socket.on('error', () => {});
    const hello = setTimeout(
      () => socket.close(CLOSE.tooSlow, 'no hello within two seconds'),
      HELLO_WITHIN_MS,
    );
    const ping = setInterval(() => {
      if (!isAlive) return socket.terminate();
      isAlive = false;
      return socket.ping();
    }, PING_EVERY_MS);
    socket.on('pong', () => {
      isAlive = true;
    });
    socket.on('close', () => {
      clearTimeout(hello);
      clearInterval(ping);
      if (page !== undefined) pages.delete(page);
    });
    socket.on('message', (bytes, isBinary) => {
      const command =
        isBinary || !Buffer.isBuffer(bytes) ? undefined : readCommand(bytes.toString());
      if (command === undefined) {
        refuse(socket, 1, 'bad-message');
        if (page === undefined) socket.close(CLOSE.badMessage, 'not a message of this protocol');
        return;
      }
      if (command.kind === 'hello') {
        clearTimeout(hello);
        page = greet(socket, command, page);
        return;
      }
      if (page === undefined) {
        refuse(socket, command.id, 'bad-token');
        socket.close(CLOSE.badToken, 'hello comes first');
        return;
      }
      void obey(page, command);
    });
  });

  function greet(
    socket: WebSocket,
    hello: Extract<KioskCommand, { kind: 'hello' }>,
    known: Page | undefined,
  ): Page | undefined {
    if (!isSameSecret(hello.token, options.token)) {
      refuse(socket, hello.id, 'bad-token');
      socket.close(CLOSE.badToken, 'wrong token: the daemon was started anew');
      return undefined;
    }
    const state = states.get(hello.terminal);
    if (state === undefined) {
      refuse(socket, hello.id, 'bad-message');
      socket.close(CLOSE.unknownTerminal, 'no such terminal in the configuration');
      return undefined;
    }
    if (known !== undefined) pages.delete(known);
    const page = { socket, terminal: hello.terminal };
    pages.add(page);
    state.everConnected = true;
    state.lastAtMs = now();
    say(socket, { kind: 'done', id: hello.id });
    seq += 1;
    say(socket, kiosk.view(page.terminal, seq));
    return page;
  }

  async function obey(
    page: Page,
    command: Exclude<KioskCommand, { kind: 'hello' }>,
  ): Promise<void> {
    const state = states.get(page.terminal);
    if (state !== undefined) state.lastAtMs = now();
    if (command.kind === 'painted') state?.paint.painted(command.seq, now());
    if (command.kind === 'alive' && state !== undefined) state.lastScreen = command.screen;
    if (command.kind === 'scan') state?.paint.scanned(now());
    try {
      const reply = await kiosk.command(page.terminal, command);
      // What was asked for is shown before the reply says that it is done.
      sendViews();
      say(page.socket, reply);
    } catch (cause) {
      refuse(page.socket, command.id, 'busy');
      throw cause;
    }
  }

  function sendViews(): void {
    if (planned === undefined) return;
    clearImmediate(planned);
    planned = undefined;
    seq += 1;
    for (const { socket, terminal } of pages) {
      if (socket.bufferedAmount > BACKLOG_LIMIT_BYTES) continue;
      say(socket, kiosk.view(terminal, seq));
    }
    for (const state of states.values()) state.paint.viewSent(seq);
  }

  return {
    upgrade(request, socket, head) {
      if (server.clients.size >= SOCKETS_LIMIT) {
        socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, (accepted) =>
        server.emit('connection', accepted, request),
      );
    },
    changed() {
      planned ??= setImmediate(sendViews);
    },
    scanned: (terminal, atMs) => states.get(terminal)?.paint.scanned(atMs),
    pages(terminal) {
      const state = states.get(terminal);
      return {
        connected: [...pages].filter((page) => page.terminal === terminal).length,
        everConnected: state?.everConnected ?? false,
        lastScreen: state?.lastScreen,
        lastAtMs: state?.lastAtMs,
        paint: state?.paint ?? paintTimes(),
      };
    },
    close() {
      if (planned !== undefined) clearImmediate(planned);
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}

function readCommand(text: string): KioskCommand | undefined {
  try {
    const parsed = KioskCommand.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined; // not JSON is the same to a page as not a command
  }
}

function say(socket: WebSocket, message: KioskMessage): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

function refuse(socket: WebSocket, id: number, reason: 'bad-token' | 'bad-message' | 'busy'): void {
  say(socket, { kind: 'refused', id, reason });
}
