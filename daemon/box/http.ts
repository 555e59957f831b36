import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { HealthReport } from '../../contracts/device-health.ts';
import { Fault } from '../../contracts/fault.ts';
import { KIOSK_PATH, kioskContentSecurityPolicy, SOCKET_PATH } from '../../contracts/socket.ts';
import { BindingChange } from './bindings.ts';
import type { Rebound } from './devices.ts';
import { doctorPage } from './doctor-page.ts';
import type { DaemonMetrics } from './metrics.ts';
import { findFile } from './static-files.ts';
import { type TestPrinted, TestSlipWish } from '../paper/test-slip.ts';

/** The shell serves the same page under its own scheme. */
const SHELL_ORIGIN = 'app://kiosk';
const BODY_LIMIT_BYTES = 4096;
const JSON_TYPE = 'application/json; charset=utf-8';

export interface HttpOptions {
  readonly host: string;
  readonly port: number;
  /** Where the built kiosk page is. */
  readonly pageDir: string;
  readonly health: () => HealthReport;
  readonly metrics: Pick<DaemonMetrics, 'contentType' | 'text'>;
  /** Another port for a device, chosen on the doctor page. */
  readonly rebind: (change: BindingChange) => Promise<Rebound>;
  /** A test slip from a printer, asked for on the doctor page. */
  readonly printTest: (printer: string) => Promise<TestPrinted>;
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

export interface HttpServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * The box's own pages, on loopback only: the kiosk page, `/health`, `/doctor`, `/metrics`. Host and Origin are compared
 * exactly, so that a web page elsewhere cannot talk to us through the shopper's browser.
 * @throws Fault `bad-configuration` where the address is not loopback, `port-busy` where it is taken
 * Source: docs/rules.md#kiosk-link, docs/facts/kiosk.md#local-sockets.
 */
export async function startHttp(options: HttpOptions): Promise<HttpServer> {
  if (options.host !== '127.0.0.1') {
    throw new Fault(
      'bad-configuration',
      `daemon.http.host is ${options.host}: screens and doctor are served on this machine only; use 127.0.0.1`,
    );
  }
  let port = options.port;
  const server = createServer((request, response) => {
    answer(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 20_000;
  server.maxConnections = 128;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isOurHost(request, port)) return refuse(response, 403, 'wrong host');
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (request.method === 'POST') return change(request, response, pathname);
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return refuse(response, 405, 'only GET');
    if (pathname === '/health') {
      const report = options.health();
      return send(response, JSON_TYPE, JSON.stringify(report, undefined, 2));
    }
    if (pathname === '/metrics') {
      const { metrics } = options;
      return send(response, metrics.contentType, await metrics.text(options.health()));
    }
    if (pathname === '/doctor' || pathname === '/') {
      const nonce = randomBytes(16).toString('base64');
      const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
      return send(response, 'text/html; charset=utf-8', doctorPage(nonce), policy);
    }
    if (!pathname.startsWith(KIOSK_PATH)) return refuse(response, 404, 'nothing here: try /doctor');
    const found = await findFile(options.pageDir, pathname.slice(KIOSK_PATH.length));
    if (found.kind === 'file') {
      return send(response, found.type, found.bytes, kioskContentSecurityPolicy(port));
    }
    const isPage = pathname === KIOSK_PATH;
    return refuse(
      response,
      isPage ? 503 : 404,
      isPage
        ? 'the kiosk page is not built yet: run `npm start` once, or `node renderer/build.ts`'
        : 'no such file',
    );
  }

  /** What the doctor page may ask for. */
  async function change(
    request: IncomingMessage,
    response: ServerResponse,
    pathname: string,
  ): Promise<void> {
    // A browser says truly which page asks; only the doctor page of this box may.
    if (request.headers.origin !== `http://127.0.0.1:${port}`) {
      return refuse(response, 403, 'only from the doctor page of this box');
    }
    if (pathname === '/bindings') {
      const binding = BindingChange.safeParse(await readJson(request));
      if (!binding.success) return refuse(response, 400, 'expected role, id and where');
      const rebound = await options.rebind(binding.data);
      if (rebound.kind === 'refused') return refuse(response, 400, rebound.problem);
      return send(response, JSON_TYPE, '{}');
    }
    if (pathname === '/test-slip') {
      const wish = TestSlipWish.safeParse(await readJson(request));
      if (!wish.success) return refuse(response, 400, 'expected printer');
      const printed = await options.printTest(wish.data.printer);
      if (printed.kind === 'refused') return refuse(response, 400, printed.problem);
      return send(response, JSON_TYPE, JSON.stringify({ outcome: printed.outcome }));
    }
    return refuse(response, 405, 'only GET');
  }

  server.on('upgrade', (request, socket, head) => {
    const isOurs =
      isOurHost(request, port) &&
      isOurOrigin(request, port) &&
      new URL(request.url ?? '/', 'http://127.0.0.1').pathname === SOCKET_PATH;
    if (isOurs) options.upgrade(request, socket, head);
    else socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(
        new Fault(
          'port-busy',
          `cannot listen on ${options.host}:${options.port} (${cause.code ?? cause.message}): another program has the port; stop it or change daemon.http.port`,
          { cause },
        ),
      );
    });
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address() as AddressInfo;
  port = address.port;
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A small JSON body; undefined where it is too large or none. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const part = Buffer.from(chunk as Uint8Array);
    bytes += part.length;
    if (bytes > BODY_LIMIT_BYTES) return undefined;
    chunks.push(part);
  }
  try {
    const json: unknown = JSON.parse(Buffer.concat(chunks).toString());
    return json;
  } catch {
    return undefined;
  }
}

function isOurHost(request: IncomingMessage, port: number): boolean {
  const { host } = request.headers;
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}

function isOurOrigin(request: IncomingMessage, port: number): boolean {
  const { origin } = request.headers;
  return origin === `http://127.0.0.1:${port}` || origin === SHELL_ORIGIN;
}

function send(
  response: ServerResponse,
  type: string,
  body: string | Buffer,
  policy = "default-src 'none'",
): void {
  response.writeHead(200, {
    ...SECURITY_HEADERS,
    'content-type': type,
    'content-security-policy': policy,
  });
  response.end(body);
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    'content-type': 'text/plain; charset=utf-8',
    'content-security-policy': "default-src 'none'",
  });
  response.end(`${text}\n`);
}

const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=()',
} as const;
