import { createServer, type Server, type ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import {
  KIOSK_PATH,
  kioskContentSecurityPolicy,
  KioskCommand,
  type KioskReply,
  KioskView,
  SOCKET_PATH,
  SOCKET_PROTOCOL,
} from '../../contracts/socket.ts';

type Command = Exclude<KioskCommand, { kind: 'hello' | 'painted' | 'alive' }>;
type Reply = KioskReply extends infer R
  ? R extends { id: number }
    ? Omit<R, 'id'>
    : never
  : never;

/** What the script answers to a command; `undefined` = a plain done. */
export type Answering = (command: Command, daemon: ScriptedDaemon) => Reply | undefined | 'silence';

export interface ScriptedDaemonOptions {
  /** The folder of the built page. */
  readonly folder: string;
  readonly view: KioskView;
  readonly answering?: Answering;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const TOKEN = 'scripted-token';

/** A daemon that says what a test tells it to say: it serves the built page under the real policy and speaks contracts/socket.ts
 *  over a real WebSocket, both ways through the schemas. */
export class ScriptedDaemon {
  readonly #options: ScriptedDaemonOptions;
  readonly #sockets = new Set<WebSocket>();
  #http: Server | undefined;
  #port = 0;
  #seq = 0;
  #view: KioskView;
  #answering: Answering;
  /** Everything the page said, in order, without `hello`, `painted` and `alive`. */
  commands: Command[] = [];
  /** The `seq` of each view that the page says it has painted. */
  painted: number[] = [];
  /** What the page said that the schema does not know. */
  nonsense: string[] = [];

  constructor(options: ScriptedDaemonOptions) {
    this.#options = options;
    this.#view = options.view;
    this.#answering = options.answering ?? (() => undefined);
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.#port)}${KIOSK_PATH}#token=${TOKEN}&terminal=kiosk-1`;
  }

  async start(port = 0): Promise<void> {
    const http = createServer((request, response) => {
      const path = (request.url ?? '').split('?')[0] ?? '';
      const file = path === KIOSK_PATH ? 'index.html' : path.slice(KIOSK_PATH.length);
      void this.#serve(file, response);
    });
    const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => SOCKET_PROTOCOL });
    http.on('upgrade', (request, socket, head) => {
      if (request.url !== SOCKET_PATH) return void socket.destroy();
      sockets.handleUpgrade(request, socket, head, (accepted) => this.#take(accepted));
    });
    this.#http = http;
    await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
    const address = http.address();
    if (address !== null && typeof address === 'object') this.#port = address.port;
  }

  async #serve(file: string, response: ServerResponse): Promise<void> {
    try {
      const bytes = await readFile(join(this.#options.folder, file));
      response.writeHead(200, {
        'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
        'content-security-policy': kioskContentSecurityPolicy(this.#port),
      });
      response.end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  }

  get port(): number {
    return this.#port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.terminate();
    this.#http?.closeAllConnections();
    await new Promise<void>((resolve) => {
      if (this.#http === undefined) resolve();
      else this.#http.close(() => resolve());
    });
    this.#http = undefined;
  }

  get view(): KioskView {
    return this.#view;
  }

  get seq(): number {
    return this.#seq;
  }

  set answering(answering: Answering) {
    this.#answering = answering;
  }

  /** Shows this view from now on, with a number and a clock of its own. */
  show(view: KioskView): void {
    this.#view = view;
    for (const socket of this.#sockets) this.#sendView(socket);
  }

  #sendView(socket: WebSocket): void {
    this.#seq += 1;
    socket.send(JSON.stringify(KioskView.parse({ ...this.#view, seq: this.#seq })));
  }

  #take(socket: WebSocket): void {
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      const parsed = KioskCommand.safeParse(JSON.parse(text));
      if (parsed.success) this.#obey(socket, parsed.data);
      else this.nonsense.push(text);
    });
  }

  #obey(socket: WebSocket, command: KioskCommand): void {
    const { id } = command;
    const say = (reply: Reply) => socket.send(JSON.stringify({ ...reply, id }));
    switch (command.kind) {
      case 'hello':
        if (command.token !== TOKEN) {
          say({ kind: 'refused', reason: 'bad-token' });
          return;
        }
        say({ kind: 'done' });
        this.#sockets.add(socket);
        this.#sendView(socket);
        return;
      case 'painted':
        this.painted.push(command.seq);
        say({ kind: 'done' });
        return;
      case 'alive':
        say({ kind: 'done' });
        return;
      case 'identify':
      case 'scan':
      case 'search':
      case 'add':
      case 'set-quantity':
      case 'requirements':
      case 'language':
      case 'answer':
      case 'preview':
      case 'cancel-pairing':
      case 'phrase':
      case 'wait':
      case 'leave': {
        this.commands.push(command);
        const reply = this.#answering(command, this) ?? { kind: 'done' };
        if (reply !== 'silence') say(reply);
      }
    }
  }
}
