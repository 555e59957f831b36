import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { HealthReport } from '../../contracts/device-health.ts';
import { Fault } from '../../contracts/fault.ts';
import { PairingId } from '../../contracts/ids.ts';
import type { CentralMetrics } from './metrics.ts';
import { isSameSecret } from '../../service/same-secret.ts';
import { isLoopback } from '../broker/loopback.ts';

export interface HttpOptions {
  readonly host: string;
  readonly port: number;
  readonly health: () => HealthReport;
  readonly metrics: Pick<CentralMetrics, 'contentType' | 'text'>;
  /** What staff must know to say anything: it stands in central.json, which only they can read. */
  readonly token: string;
  /** Staff say whether a sale that is probably a joint receipt was one; false where nothing waits for that answer. */
  readonly staffAnswer: (pairing: PairingId, isRedeemed: boolean) => boolean;
}

export interface RunningHttp {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * `/health`, `/metrics` and `/notices`, and what staff answer, for this machine only: a page from elsewhere that resolves its name to us is refused by its Host.
 * @throws Fault `bad-configuration` off loopback; `port-busy`
 */
export async function startHttp(options: HttpOptions): Promise<RunningHttp> {
  if (!isLoopback(options.host)) {
    throw new Fault(
      'bad-configuration',
      `central.http.host: ${options.host} can be reached from the network; central's pages are for this machine only: use 127.0.0.1`,
    );
  }
  const server = createServer((request, response) => {
    answer(options, request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.requestTimeout = 10_000;
  await listen(server, options);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

async function answer(
  options: HttpOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  if (!isLoopback(host))
    return send(response, 403, 'text/plain; charset=utf-8', 'this page is for this machine only\n');
  const path = (request.url ?? '/').replace(/\?.*$/, '');
  if (request.method === 'POST') return takeStaffAnswer(options, request, path, response);
  if (request.method !== 'GET')
    return send(response, 405, 'text/plain; charset=utf-8', 'GET or POST only\n');
  switch (path) {
    case '/health': {
      const report = options.health();
      return send(
        response,
        report.ok ? 200 : 503,
        'application/json; charset=utf-8',
        `${JSON.stringify(report)}\n`,
      );
    }
    case '/notices':
      return send(
        response,
        200,
        'application/json; charset=utf-8',
        `${JSON.stringify(options.health().notices)}\n`,
      );
    case '/metrics': {
      const { contentType, text } = options.metrics;
      return send(response, 200, contentType, await text());
    }
    default:
      return send(
        response,
        404,
        'text/plain; charset=utf-8',
        'there is /health, /metrics and /notices\n',
      );
  }
}

/** `POST /pairings/PAIRING/redeemed` or `…/not-redeemed`. */
function takeStaffAnswer(
  options: HttpOptions,
  request: IncomingMessage,
  path: string,
  response: ServerResponse,
): void {
  request.resume();
  if (!isSameSecret(request.headers.authorization ?? '', `Bearer ${options.token}`))
    return send(
      response,
      401,
      'text/plain; charset=utf-8',
      'only for staff: use "pindan redeem"\n',
    );
  const [, id, answer] = /^\/pairings\/([^/]+)\/(redeemed|not-redeemed)$/.exec(path) ?? [];
  const pairing = PairingId.safeParse(id);
  if (!pairing.success)
    return send(
      response,
      404,
      'text/plain; charset=utf-8',
      'there is /pairings/PAIRING/redeemed\n',
    );
  const isTaken = options.staffAnswer(pairing.data, answer === 'redeemed');
  return isTaken
    ? send(response, 200, 'text/plain; charset=utf-8', 'noted\n')
    : send(
        response,
        409,
        'text/plain; charset=utf-8',
        'no sale of this pairing waits for an answer\n',
      );
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}

async function listen(server: Server, options: HttpOptions): Promise<void> {
  const { host, port } = options;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const isBusy = cause.code === 'EADDRINUSE';
      const text = isBusy
        ? `central.http: ${host}:${port} is in use: stop what listens there, or change central.http.port`
        : `central.http: cannot listen on ${host}:${port}: ${cause.message}`;
      reject(new Fault(isBusy ? 'port-busy' : 'port-unavailable', text, { cause }));
    });
    server.listen(port, host, resolve);
  });
}
