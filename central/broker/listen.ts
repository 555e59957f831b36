import { readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { BrokerConfiguration } from '../../contracts/configuration.ts';
import { Fault } from '../../contracts/fault.ts';

const HANDSHAKE_TIMEOUT_MS = 10_000;

/** A server for the broker: TLS 1.2 or newer where the configuration has it. @throws Fault `bad-configuration` */
export function openServer(
  configuration: BrokerConfiguration,
  accept: (socket: Socket) => void,
): Server {
  const { tls } = configuration;
  if (tls?.certFile === undefined || tls.keyFile === undefined) return createServer(accept);
  try {
    return createTlsServer(
      {
        cert: readFileSync(tls.certFile),
        key: readFileSync(tls.keyFile),
        minVersion: 'TLSv1.2',
        handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
        ...(tls.caFile === undefined ? {} : { ca: readFileSync(tls.caFile) }),
      },
      accept,
    );
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Fault(
      'bad-configuration',
      `broker.tls: cannot use ${tls.certFile} with ${tls.keyFile}: ${reason}`,
      { cause },
    );
  }
}

/** @throws Fault `port-busy`, `port-unavailable` */
export async function listen(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const isBusy = cause.code === 'EADDRINUSE';
      reject(
        new Fault(
          isBusy ? 'port-busy' : 'port-unavailable',
          isBusy
            ? `broker: ${host}:${port} is in use: stop what listens there, or change broker.url (mqtt:// uses a broker that runs already)`
            : `broker: cannot listen on ${host}:${port}: ${cause.message}`,
          { cause },
        ),
      );
    });
    server.listen(port, host.replace(/^\[(.*)\]$/, '$1'), resolve);
  });
}

/** The port that a server got. */
export function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
