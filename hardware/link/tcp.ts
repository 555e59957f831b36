import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { Fault } from '../../contracts/fault.ts';
import type { OpenWire, Wire, WireHandlers } from './wire.ts';

const CONNECT_WITHIN_MS = 5000;
/** Half-open connections: the kernel asks after this silence, and gives up by its own count. */
const KEEP_ALIVE_AFTER_MS = 15_000;

/** Opens a TCP connection: a serial device server in raw mode, a port-9100 printer, a till that speaks TCP. */
export function tcpWire(host: string, port: number): OpenWire {
  return async (handlers, signal) => {
    signal.throwIfAborted();
    const socket = connect({ host, port, noDelay: true, keepAlive: true });
    socket.setKeepAlive(true, KEEP_ALIVE_AFTER_MS);
    await connected(socket, `tcp://${host}:${port}`, signal);
    return wireOf(socket, handlers);
  };
}

function connected(socket: Socket, where: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (cause: Error): void => {
      settle();
      // A late error of the destroyed socket has nobody to hear it otherwise.
      socket.on('error', () => undefined);
      socket.destroy();
      const advice = 'is the device switched on, and are address and port right?';
      reject(new Fault('port-unavailable', `${where}: ${cause.message}; ${advice}`, { cause }));
    };
    const late = (): void => fail(new Error('no answer to the connection request'));
    const stop = (): void => fail(new Error('closed while connecting'));
    const timer = setTimeout(late, CONNECT_WITHIN_MS);
    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      socket.off('error', fail);
    };
    socket.once('error', fail);
    signal.addEventListener('abort', stop, { once: true });
    socket.once('connect', () => {
      settle();
      resolve();
    });
  });
}

function wireOf(socket: Socket, handlers: WireHandlers): Wire {
  let ended = false;
  const lose = (cause: Error): void => {
    if (ended) return;
    ended = true;
    socket.destroy();
    handlers.onLost(cause);
  };
  socket.on('data', (chunk: Buffer) => {
    if (!ended) handlers.onBytes(chunk);
  });
  socket.on('error', lose);
  socket.on('end', () => lose(new Error('the other side hung up')));
  socket.on('close', () => lose(new Error('the connection closed')));
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        socket.write(bytes, (error) => (error ? reject(error) : resolve()));
      }),
    close: () =>
      new Promise((resolve) => {
        ended = true;
        if (socket.closed) return resolve();
        socket.once('close', () => resolve());
        socket.end();
        // A peer that never closes its half must not keep us.
        setTimeout(() => socket.destroy(), 200).unref();
      }),
  };
}
