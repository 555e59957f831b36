import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { HealthReport } from '../contracts/device-health.ts';
import { Fault } from '../contracts/fault.ts';
import { isLoopback } from './loopback.ts';

export interface HttpOptions {
  readonly host: string;
  readonly port: number;
  readonly health: () => HealthReport;
  /** Name (`pindan_…`, with labels where there are any) to value. */
  readonly metrics: () => ReadonlyMap<string, number>;
}

export interface RunningHttp {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * `/health`, `/metrics` and `/notices`, for this machine only: a page from elsewhere that resolves its name to us is refused by its Host.
 * @throws Fault `bad-configuration` off loopback; `port-busy`
 */
export async function startHttp(options: HttpOptions): Promise<RunningHttp> {
  if (!isLoopback(options.host)) {
    throw new Fault(
      'bad-configuration',
      `central.http.host: ${options.host} can be reached from the network; central's pages are for this machine only: use 127.0.0.1`,
    );
  }
  const server = createServer((request, response) => answer(options, request, response));
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

function answer(options: HttpOptions, request: IncomingMessage, response: ServerResponse): void {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  if (!isLoopback(host))
    return send(response, 403, 'text/plain', 'this page is for this machine only\n');
  if (request.method !== 'GET') return send(response, 405, 'text/plain', 'GET only\n');
  const path = (request.url ?? '/').replace(/\?.*$/, '');
  switch (path) {
    case '/health': {
      const report = options.health();
      return send(
        response,
        report.ok ? 200 : 503,
        'application/json',
        `${JSON.stringify(report)}\n`,
      );
    }
    case '/notices':
      return send(
        response,
        200,
        'application/json',
        `${JSON.stringify(options.health().notices)}\n`,
      );
    case '/metrics': {
      const lines = [...options.metrics()].map(([name, value]) => `${name} ${value}`);
      return send(response, 200, 'text/plain; version=0.0.4', `${lines.join('\n')}\n`);
    }
    default:
      return send(response, 404, 'text/plain', 'there is /health, /metrics and /notices\n');
  }
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
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
