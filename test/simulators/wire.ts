import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LinkAddress } from '../../contracts/configuration.ts';
import { Fault } from '../../contracts/fault.ts';
import { hasProgram } from './programs.ts';

/** The far end of a device's cable: what the virtual till, scanner or printer holds while the daemon holds `address`. */
export interface Wire {
  readonly address: LinkAddress;
  /** What the daemon will read. Resolves when the bytes are on their way; without a listener at the other end they are lost, as on a real cable. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
  /** Calls back with what the daemon writes. */
  readonly onBytes: (listener: (bytes: Uint8Array) => void) => void;
  readonly close: () => Promise<void>;
}

export type WireKind = 'pty' | 'tcp';

/** Pseudo-terminals need `socat`; without it wires are TCP connections. */
export function bestWireKind(): WireKind {
  return hasProgram('socat') ? 'pty' : 'tcp';
}

/** Opens a cable. @param path where a pseudo-terminal's name is put; the daemon opens this path */
export function openWire(kind: WireKind, path: string): Promise<Wire> {
  return kind === 'pty' ? openPty(path) : openTcp();
}

async function openPty(path: string): Promise<Wire> {
  const socat = spawn('socat', [`pty,raw,echo=0,link=${path}`, 'STDIO'], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let words = '';
  socat.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()));
  // A cable that is pulled while we write is part of the game.
  socat.stdin.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => void socat.once('close', () => resolve()));
  for (let waitedMs = 0; !existsSync(path); waitedMs += 10) {
    if (socat.exitCode !== null || waitedMs > 5000) {
      throw new Fault('port-unavailable', `socat gave no pseudo-terminal at ${path}: ${words}`);
    }
    await sleep(10);
  }
  return {
    address: {
      kind: 'serial',
      path,
      baudRate: 115_200,
      dataBits: 8,
      parity: 'none',
      stopBits: 1,
      flow: 'none',
    },
    write: (bytes) =>
      new Promise((resolve) => {
        if (!socat.stdin.writable) resolve();
        else socat.stdin.write(bytes, () => resolve());
      }),
    onBytes: (listener) => void socat.stdout.on('data', listener),
    close: async () => {
      socat.kill();
      await ended;
    },
  };
}

async function openTcp(): Promise<Wire> {
  const sockets = new Set<Socket>();
  const listeners: ((bytes: Uint8Array) => void)[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('data', (bytes) => {
      for (const listener of listeners) listener(bytes);
    });
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return {
    address: { kind: 'tcp', host: '127.0.0.1', port: address.port },
    write: async (bytes) => {
      await Promise.all(
        [...sockets].map(
          (socket) => new Promise<void>((resolve) => void socket.write(bytes, () => resolve())),
        ),
      );
    },
    onBytes: (listener) => void listeners.push(listener),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

/** The same cable with a loose contact: each write arrives in pieces cut at places that `random` chooses, with short pauses. */
export function splitting(wire: Wire, random: () => number): Wire {
  let queue = Promise.resolve();
  const writeInPieces = async (bytes: Uint8Array): Promise<void> => {
    let from = 0;
    while (from < bytes.length) {
      const to = from + 1 + Math.floor(random() * Math.min(24, bytes.length - from));
      await wire.write(bytes.subarray(from, to));
      from = to;
      if (random() < 0.2) await sleep(random() * 4);
    }
  };
  return {
    ...wire,
    write: (bytes) => {
      queue = queue.then(() => writeInPieces(bytes));
      return queue;
    },
  };
}
