import { watchFile, unwatchFile } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { ShopConfiguration } from '../contracts/configuration.ts';
import { Fault } from '../contracts/fault.ts';
import { type Log, openLog } from '../daemon/operation/log.ts';
import { type RunningDaemon, startDaemon } from '../daemon/box/start.ts';
import { readConfiguration } from '../store/configuration-file.ts';
import { type Io, reasonOf } from './io.ts';
import { version } from './version.ts';

const LOOK_AT_FILE_EVERY_MS = 2000;

/**
 * `pindan daemon --config shop.json`: the shop box, until it is told to end. When the file changes, a good one is put in force at
 * once; a bad one is shown as a notice and the old one stays.
 */
export async function runDaemon(args: readonly string[], io: Io): Promise<number> {
  const options = parseOptions(args);
  const path = resolve(io.cwd, options.config);
  const log = openLog(io.err, {
    name: 'daemon',
    format: options.log === 'json' ? 'json' : 'lines',
  });
  const configuration = await readConfiguration(path);
  const box = await runBox(path, configuration, log);
  greet(box.running(), box.configuration(), io);
  watchFile(path, { interval: LOOK_AT_FILE_EVERY_MS, persistent: false }, () => box.reload());
  await aborted(io.signal);
  unwatchFile(path);
  await box.stop();
  return 0;
}

function parseOptions(args: readonly string[]): { readonly config: string; readonly log: string } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        config: { type: 'string', default: 'shop.json' },
        log: { type: 'string', default: 'lines' },
      },
    });
    return values;
  } catch (cause) {
    throw new Fault(
      'bad-input',
      `${reasonOf(cause)}; usage: pindan daemon [--config shop.json] [--log lines|json]`,
      { cause },
    );
  }
}

interface Box {
  running(): RunningDaemon;
  configuration(): ShopConfiguration;
  reload(): void;
  stop(): Promise<void>;
}

async function runBox(path: string, first: ShopConfiguration, log: Log): Promise<Box> {
  const start = (configuration: ShopConfiguration): Promise<RunningDaemon> =>
    startDaemon({ configuration, configDir: dirname(path), version: version(), log });
  let configuration = first;
  let running = await start(configuration);
  let last: Promise<void> = Promise.resolve();

  async function reload(): Promise<void> {
    const next = await readConfiguration(path);
    if (JSON.stringify(next) === JSON.stringify(configuration)) return;
    await running.stop();
    try {
      running = await start(next);
      configuration = next;
      log.info({}, `${path} is in force`);
    } catch (cause) {
      running = await start(configuration);
      throw cause;
    }
  }

  return {
    running: () => running,
    configuration: () => configuration,
    reload() {
      last = last.then(reload).catch((cause: unknown) => {
        if (!(cause instanceof Fault)) throw cause;
        running.note(cause.code, `${cause.message}\nthe configuration as it was stays in force`);
      });
    },
    async stop() {
      await last;
      await running.stop();
    },
  };
}

function greet(running: RunningDaemon, { daemon }: ShopConfiguration, io: Io): void {
  io.err(
    `the shop box ${daemon?.id ?? ''} runs; every device: http://127.0.0.1:${running.httpPort}/doctor`,
  );
  for (const terminal of daemon?.terminals ?? []) {
    io.err(`screen ${terminal.id}: ${running.kioskUrl(terminal.id)}`);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((end) => {
    if (signal.aborted) end();
    else signal.addEventListener('abort', () => end(), { once: true });
  });
}
