import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './venue.ts';

export const HAS_MOSQUITTO = spawnSync('mosquitto', ['-h']).error === undefined;

/** A port of this machine that nobody uses now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => void server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

export interface Running {
  readonly child: ChildProcess;
  /** SIGKILL, and waits until the process is gone. */
  kill(): Promise<void>;
}

export function run(command: string, args: readonly string[]): Running {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
  return {
    child,
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** A real Mosquitto on loopback that keeps nothing on disk. */
export async function startMosquitto(port: number): Promise<Running> {
  const dir = mkdtempSync(join(tmpdir(), 'pindan-mosquitto-'));
  const config = join(dir, 'mosquitto.conf');
  writeFileSync(
    config,
    `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\nlog_type error\n`,
  );
  const running = run('mosquitto', ['-c', config]);
  running.child.once('exit', () => rmSync(dir, { recursive: true, force: true }));
  await accepts(port);
  return running;
}

/** Waits until somebody listens on a port. */
export async function accepts(port: number): Promise<void> {
  let isOpen = false;
  const tryOnce = (): void => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      isOpen = true;
      socket.destroy();
    });
    socket.once('error', () => setTimeout(tryOnce, 20));
  };
  tryOnce();
  await until(`something listens on ${port}`, () => isOpen, 30_000);
}
