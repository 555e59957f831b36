import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { backOffMs } from '../contracts/back-off.ts';
import type { Io } from './io.ts';

const MAIN = join(import.meta.dirname, 'main.ts');
/** A process that ended sooner than this never ran: a mistake in the configuration, which a restart does not mend. */
const RAN_MS = 3000;
const STOPS_WITHIN_MS = 8000;

/**
 * Runs `pindan <args>` in a process of its own and starts it anew when it dies, after a growing pause, until the signal.
 * Ends with its exit code where it never came to run, with 0 after the signal.
 */
export async function supervise(name: string, args: readonly string[], io: Io): Promise<number> {
  for (let attempt = 0; ;) {
    const startedAtMs = performance.now();
    const code = await runOnce(args, io.signal);
    if (io.signal.aborted) return 0;
    const ranMs = performance.now() - startedAtMs;
    if (ranMs < RAN_MS && attempt === 0) return code === 0 ? 0 : code;
    attempt = ranMs < RAN_MS ? attempt + 1 : 1;
    const pauseMs = backOffMs(attempt - 1, Math.random(), { firstMs: 500, limitMs: 30_000 });
    io.err(`pindan ${name} ended (${code}); it is started again in ${pauseMs} ms`);
    try {
      await sleep(pauseMs, undefined, { signal: io.signal });
    } catch {
      // Only the signal ends this pause.
      return 0;
    }
  }
}

function runOnce(args: readonly string[], signal: AbortSignal): Promise<number> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const stop = (): void => {
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), STOPS_WITHIN_MS).unref();
    };
    signal.addEventListener('abort', stop, { once: true });
    const ended = (code: number): void => {
      signal.removeEventListener('abort', stop);
      done(code);
    };
    child.once('error', () => ended(1));
    child.once('exit', (code) => ended(code ?? 1));
    if (signal.aborted) stop();
  });
}
