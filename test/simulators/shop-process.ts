import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../../contracts/fault.ts';
import { HealthReport } from '../../contracts/device-health.ts';
import { ROOT } from '../house/root.ts';

/** A process of the shop as the operating system sees it: `pindan daemon` or `pindan central`, started as an installer starts it. */
export interface ShopProcess {
  readonly name: string;
  readonly isRunning: () => boolean;
  /** Pulls the plug: no goodbye, nothing flushed. Resolves when the process is gone. */
  readonly kill: () => Promise<void>;
  /** Asks it to end, and pulls the plug after `patienceMs`. Resolves to whether it went by itself. */
  readonly stop: (patienceMs?: number) => Promise<boolean>;
  /** Its last words, for a report of a failure. */
  readonly lastWords: () => string;
}

const WORDS_KEPT = 4000;
/** Loading its modules costs a process two seconds of processor time. That is half a minute where many others want the processor too;
 *  a process that ends at its start is told at once all the same. */
const STARTS_WITHIN_MS = 60_000;

/**
 * Starts `pindan <command> …` with the Node that runs us. It holds an IPC channel: when we are killed it ends too.
 * @param logPath everything that it says is appended there
 */
export function startShopProcess(
  command: 'daemon' | 'central',
  args: readonly string[],
  logPath: string,
): ShopProcess {
  const child: ChildProcess = spawn(
    process.execPath,
    [join(ROOT, 'cli', 'main.ts'), command, ...args],
    { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env: process.env },
  );
  const log = createWriteStream(logPath, { flags: 'a' });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      words = (words + chunk.toString()).slice(-WORDS_KEPT);
      log.write(chunk);
    });
  }
  const gone = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      words += error.message;
      resolve();
    });
    child.once('close', () => {
      log.end();
      resolve();
    });
  });
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    name: command,
    isRunning,
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
    stop: async (patienceMs = 5000) => {
      child.kill('SIGTERM');
      const wentByItself = await Promise.race([gone.then(() => true), sleep(patienceMs, false)]);
      if (!wentByItself) child.kill('SIGKILL');
      await gone;
      return wentByItself;
    },
    lastWords: () => words.trim(),
  };
}

/**
 * Waits until a process answers `/health` on its port.
 * @throws Fault `not-running` with its last words when it ended instead, `timeout` when it never answered
 */
export async function healthy(
  running: ShopProcess,
  port: number,
  timeoutMs = STARTS_WITHIN_MS,
): Promise<HealthReport> {
  const untilMs = performance.now() + timeoutMs;
  while (performance.now() < untilMs) {
    if (!running.isRunning()) {
      throw new Fault(
        'not-running',
        `pindan ${running.name} ended at its start: ${running.lastWords()}`,
      );
    }
    const report = await health(port);
    if (report !== undefined) return report;
    await sleep(50);
  }
  throw new Fault('timeout', `pindan ${running.name} does not answer: ${running.lastWords()}`);
}

/** What `/health` on this port says now; undefined where nobody answers. */
export async function health(port: number): Promise<HealthReport | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/health`, {
      signal: AbortSignal.timeout(2000),
    });
    return HealthReport.parse(await response.json());
  } catch {
    // Not up yet, or just killed: the caller decides what that means.
    return undefined;
  }
}
