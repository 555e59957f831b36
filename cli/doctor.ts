import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { ShopConfiguration } from '../contracts/configuration.ts';
import { type DeviceHealth, HealthReport } from '../contracts/device-health.ts';
import { readConfiguration } from '../store/configuration-file.ts';
import { command } from './command.ts';
import { CONFIG } from './shop-options.ts';

const ANSWER_WITHIN_MS = 3000;

export const doctorCommand = command({
  about:
    'Lists every configured device: its state, the last thing it said and what to do now. Exits with 1 when one is down or a process of this machine does not run.',
  options: {
    config: CONFIG,
    json: { type: 'flag', about: 'prints the reports themselves as JSON' },
  },
  example: 'pindan doctor --config shop.json',
  async run({ config, json }, io) {
    const path = resolve(io.cwd, config);
    const configuration = await readConfiguration(path);
    const examined = await examine(configuration, dirname(path));
    if (json)
      io.out(
        `${JSON.stringify(
          examined.map((one) => one.report ?? one.missing),
          undefined,
          2,
        )}\n`,
      );
    else io.out(examined.map((one) => describe(one)).join('\n'));
    return examined.every((one) => one.report?.ok === true) ? 0 : 1;
  },
});

interface Examined {
  readonly process: 'daemon' | 'central';
  readonly id: string;
  readonly report: HealthReport | undefined;
  /** What is configured and cannot be asked about. */
  readonly missing: { readonly devices: readonly string[]; readonly advice: string };
}

async function examine(
  configuration: ShopConfiguration,
  configDir: string,
): Promise<readonly Examined[]> {
  const { daemon, central, venue } = configuration;
  const examined: Examined[] = [];
  if (central !== undefined) {
    examined.push({
      process: 'central',
      id: venue.id,
      report: await ask(
        join(resolve(configDir, central.stateDir), 'central.json'),
        central.http.port,
      ),
      missing: {
        devices: [],
        advice:
          'central does not run: start it with "pindan central", or everything with "pindan start"',
      },
    });
  }
  if (daemon !== undefined) {
    const named = (role: string, list: readonly { readonly id: string }[]): readonly string[] =>
      list.map(({ id }) => `${role} ${id}`);
    examined.push({
      process: 'daemon',
      id: daemon.id,
      report: await ask(join(resolve(configDir, daemon.stateDir), 'daemon.json'), daemon.http.port),
      missing: {
        devices: [
          ...named('till', daemon.tills),
          ...named('scanner', daemon.scanners),
          ...named('printer', daemon.printers),
          ...named('kiosk', daemon.terminals),
        ],
        advice:
          'the daemon does not run: start it with "pindan daemon", or everything with "pindan start"',
      },
    });
  }
  return examined;
}

/** The report of the process that left its port in this file, else of who answers on the configured port. */
async function ask(runningFile: string, configuredPort: number): Promise<HealthReport | undefined> {
  const port = await portIn(runningFile);
  try {
    const response = await fetch(`http://127.0.0.1:${port ?? configuredPort}/health`, {
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const parsed = HealthReport.safeParse(await response.json());
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined; // nobody answers: that is the finding
  }
}

async function portIn(path: string): Promise<number | undefined> {
  try {
    const { port } = JSON.parse(await readFile(path, 'utf8')) as { port?: unknown };
    return typeof port === 'number' ? port : undefined;
  } catch {
    return undefined; // not there: it does not run, or never did
  }
}

function describe({ process, id, report, missing }: Examined): string {
  if (report === undefined) {
    const devices = missing.devices.map((device) => `  ?    ${device}: unknown\n`).join('');
    return `DOWN ${process} ${id}: ${missing.advice}\n${devices}`;
  }
  const minutes = Math.round((Date.now() - report.upSinceMs) / 60_000);
  const head = `${report.ok ? 'ok  ' : 'DOWN'} ${process} ${report.id}, version ${report.version}, up for ${minutes} min`;
  const notices = report.notices
    .slice(-5)
    .map(
      (notice) => `       ${new Date(notice.atMs).toISOString()} ${notice.code}: ${notice.text}\n`,
    )
    .join('');
  return `${head}\n${report.devices.map((device) => line(device)).join('')}${notices === '' ? '' : `     lately:\n${notices}`}`;
}

function line(device: DeviceHealth): string {
  const { role, id, where, state, ok, said, saidAtMs, advice } = device;
  const ago = saidAtMs === undefined ? '' : ` ${Math.round((Date.now() - saidAtMs) / 1000)} s ago`;
  const last = said === undefined ? 'said nothing yet' : `said${ago}: ${said}`;
  const now = advice === undefined ? '' : `\n       ${ok ? 'note' : 'do'}: ${advice}`;
  return `  ${ok ? 'ok  ' : 'DOWN'} ${role} ${id} (${where}) ${state}; ${last}${now}\n`;
}
