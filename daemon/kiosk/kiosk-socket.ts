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
import type { Command } from './kiosk-commands.ts';
import { newTerminal, noteCommand, type PageState, type TerminalState } from './page-state.ts';

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

interface Page {
  readonly socket: WebSocket;
  readonly terminal: TerminalId;
}

/**
 * The loopback socket to the kiosk pages. The first message within two seconds carries the token of this start.
 * Source: docs/rules.md#kiosk-link.
 */
export class KioskSocket {
  readonly #options: KioskSocketOptions;
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: SOCKET_LIMIT_BYTES,
    handleProtocols: (protocols) => (protocols.has(SOCKET_PROTOCOL) ? SOCKET_PROTOCOL : false),
  });
  readonly #pages = new Set<Page>();
  readonly #terminals: ReadonlyMap<TerminalId, TerminalState>;
  #seq = 0;
  #planned: NodeJS.Immediate | undefined;

  constructor(options: KioskSocketOptions) {
    this.#options = options;
    this.#terminals = new Map(
      options.terminals.map((terminal) => [terminal, newTerminal(options.onPainted)]),
    );
    this.#server.on('connection', (socket) => this.#connected(socket));
  }

  /** Takes over a request whose path, Host and Origin were checked. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.#server.clients.size >= SOCKETS_LIMIT) {
      socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (accepted) =>
      this.#server.emit('connection', accepted, request),
    );
  }

  /** Something changed: every page gets a whole view, once for all changes of this turn. */
  changed(): void {
    this.#planned ??= setImmediate(() => this.#sendViews());
  }

  /** When a scan came in, so that its way to the screen can be measured. */
  scanned(terminal: TerminalId, atMs: number): void {
    this.#terminals.get(terminal)?.paint.scanned(atMs);
  }

  pages(terminal: TerminalId): PageState {
    const { everConnected, lastScreen, lastAtMs, paint } =
      this.#terminals.get(terminal) ?? newTerminal();
    const connected = [...this.#pages].filter((page) => page.terminal === terminal).length;
    return { connected, everConnected, lastScreen, lastAtMs, paint };
  }

  close(): void {
    if (this.#planned !== undefined) clearImmediate(this.#planned);
    for (const client of this.#server.clients) client.terminate();
    this.#server.close();
  }

  #connected(socket: WebSocket): void {
    let page: Page | undefined;
    // A protocol error closes the socket by itself; there is nobody to tell.
    socket.on('error', () => {});
    const hello = setTimeout(
      () => socket.close(CLOSE.tooSlow, 'no hello within two seconds'),
      HELLO_WITHIN_MS,
    );
    const stopPinging = pingRegularly(socket);
    socket.on('close', () => {
      clearTimeout(hello);
      stopPinging();
      if (page !== undefined) this.#pages.delete(page);
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
        page = this.#greet(socket, command, page);
        return;
      }
      if (page === undefined) {
        refuse(socket, command.id, 'bad-token');
        socket.close(CLOSE.badToken, 'hello comes first');
        return;
      }
      void this.#obey(page, command);
    });
  }

  #greet(
    socket: WebSocket,
    hello: Extract<KioskCommand, { kind: 'hello' }>,
    known: Page | undefined,
  ): Page | undefined {
    if (!isSameSecret(hello.token, this.#options.token)) {
      refuse(socket, hello.id, 'bad-token');
      socket.close(CLOSE.badToken, 'wrong token: the daemon was started anew');
      return undefined;
    }
    const terminal = this.#terminals.get(hello.terminal);
    if (terminal === undefined) {
      refuse(socket, hello.id, 'bad-message');
      socket.close(CLOSE.unknownTerminal, 'no such terminal in the configuration');
      return undefined;
    }
    if (known !== undefined) this.#pages.delete(known);
    const page = { socket, terminal: hello.terminal };
    this.#pages.add(page);
    terminal.everConnected = true;
    terminal.lastAtMs = this.#options.now();
    say(socket, { kind: 'done', id: hello.id });
    this.#seq += 1;
    say(socket, this.#options.kiosk.view(page.terminal, this.#seq));
    return page;
  }

  async #obey(page: Page, command: Command): Promise<void> {
    const { kiosk, now } = this.#options;
    const terminal = this.#terminals.get(page.terminal);
    if (terminal !== undefined) noteCommand(terminal, command, now());
    try {
      const reply = await kiosk.command(page.terminal, command);
      // What was asked for is shown before the reply says that it is done.
      this.#sendViews();
      say(page.socket, reply);
    } catch (cause) {
      refuse(page.socket, command.id, 'busy');
      throw cause;
    }
  }

  #sendViews(): void {
    if (this.#planned === undefined) return;
    clearImmediate(this.#planned);
    this.#planned = undefined;
    this.#seq += 1;
    for (const { socket, terminal } of this.#pages) {
      if (socket.bufferedAmount > BACKLOG_LIMIT_BYTES) continue;
      say(socket, this.#options.kiosk.view(terminal, this.#seq));
    }
    for (const { paint } of this.#terminals.values()) paint.viewSent(this.#seq);
  }
}

/** Cuts a page off that does not answer a ping by the next one. */
function pingRegularly(socket: WebSocket): () => void {
  let isAlive = true;
  socket.on('pong', () => {
    isAlive = true;
  });
  const ping = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    return socket.ping();
  }, PING_EVERY_MS);
  return () => clearInterval(ping);
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
