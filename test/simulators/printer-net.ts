import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import type { LinkAddress } from '../../contracts/configuration.ts';
import { VirtualPrinter } from './printer.ts';
import type { VirtualPrinterOptions } from './printer.ts';

/** A printer at the far end of a cable. */
export function printerOnWire(
  wire: {
    readonly write: (bytes: Uint8Array) => Promise<void>;
    readonly onBytes: (listener: (bytes: Uint8Array) => void) => void;
  },
  options: Omit<VirtualPrinterOptions, 'reply'>,
): VirtualPrinter {
  const printer = new VirtualPrinter({
    ...options,
    reply: (bytes) => {
      wire.write(bytes).catch(() => undefined);
    },
  });
  wire.onBytes((bytes) => printer.receive(bytes));
  return printer;
}

/** A printer with a network socket, as most are: it serves one connection at a time. */
export interface NetPrinter {
  readonly address: LinkAddress;
  readonly virtual: VirtualPrinter;
  /** Connections that were served, those of others among them. */
  readonly served: () => number;
  /** Whether somebody is connected now. */
  readonly isTaken: () => boolean;
  /** It hangs up on whoever is connected. */
  readonly hangUp: () => void;
  readonly close: () => Promise<void>;
}

/**
 * Opens the socket. Who comes second waits, connected but unheard, until the first has gone, as with a printer whose system takes the
 * connection before its firmware does; with `refuses` the socket is shut meanwhile, as with a printer that listens for one only.
 */
export async function netPrinter(
  options: Omit<VirtualPrinterOptions, 'reply'> & { readonly refuses?: boolean },
): Promise<NetPrinter> {
  const waiting: Socket[] = [];
  let current: Socket | undefined;
  let served = 0;
  const virtual = new VirtualPrinter({ ...options, reply: (bytes) => void current?.write(bytes) });
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    socket.on('error', () => undefined);
    if (current === undefined) serve(socket);
    else waiting.push(socket);
  });
  let port = 0;

  function serve(socket: Socket): void {
    current = socket;
    served += 1;
    socket.on('data', (bytes) => virtual.receive(bytes));
    // Who goes has gone, even while bytes are on their way back.
    socket.once('end', () => socket.destroy());
    socket.once('close', () => {
      current = undefined;
      const next = waiting.shift();
      if (next !== undefined) serve(next);
      else if (options.refuses === true) server.listen(port, '127.0.0.1');
    });
    if (options.refuses === true) server.close();
    socket.resume();
  }

  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  port = address.port;
  return {
    address: { kind: 'tcp', host: '127.0.0.1', port },
    virtual,
    served: () => served,
    isTaken: () => current !== undefined,
    hangUp: () => current?.destroy(),
    close: async () => {
      for (const socket of waiting.splice(0)) socket.destroy();
      const ended = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      current?.removeAllListeners('close');
      current?.destroy();
      await ended;
    },
  };
}
