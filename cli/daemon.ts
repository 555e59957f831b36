import { watchFile, unwatchFile } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { ShopConfiguration } from '../contracts/configuration.ts';
import { Fault } from '../contracts/fault.ts';
import { type Log, openLog } from '../service/log.ts';
import { type RunningDaemon, startDaemon } from '../daemon/box/start.ts';
import { readConfiguration } from '../store/configuration-file.ts';
import { command } from './command.ts';
import type { Io } from './io.ts';
import { CONFIG, LOG } from './shop-options.ts';
import { version } from './version.ts';

const LOOK_AT_FILE_EVERY_MS = 2000;

export const daemonCommand = command({
  about:
    'Runs the shop box, with its devices, kiosk screens and slips, until it is told to end. When the configuration changes, a good one is put in force at once; a bad one is shown as a notice and the old one stays.',
  options: { config: CONFIG, log: LOG },
  example: 'pindan daemon --config shop.json',
  async run({ config, log: format }, io) {
    const path = resolve(io.cwd, config);
    const log = openLog(io.err, { name: 'daemon', format });
    const configuration = await readConfiguration(path);
    const box = await runBox(path, configuration, log);
    greet(box.running(), box.configuration(), io);
    watchFile(path, { interval: LOOK_AT_FILE_EVERY_MS, persistent: false }, () => box.reload());
    await aborted(io.signal);
    unwatchFile(path);
    await box.stop();
    return 0;
  },
});

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
    `the box ${daemon?.id ?? ''} runs; every device: http://127.0.0.1:${running.httpPort}/doctor`,
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
