import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ShopConfiguration, VenueConfiguration } from '../../contracts/configuration.ts';
import type { HealthReport } from '../../contracts/device-health.ts';
import { Fault } from '../../contracts/fault.ts';
import type { ChannelId, TerminalId } from '../../contracts/ids.ts';
import { KIOSK_PATH } from '../../contracts/socket.ts';
import type { ReceivedOf } from '../../mqtt/envelope.ts';
import type { CentralListener, Said } from '../central/central-link.ts';
import { isPaired } from '../kiosk/visit-record.ts';
import type { Visits } from '../kiosk/visits.ts';
import type { Log } from '../../service/log.ts';
import { printTestSlip } from '../paper/test-slip.ts';
import { takeFromCentral } from './central-says.ts';
import type { DeviceListener } from './devices.ts';
import { boxHealth } from './health.ts';
import { type HttpServer, startHttp } from './http.ts';
import { openRooms, type Rooms } from './rooms.ts';
import { removeRunning, writeRunning } from './state-files.ts';

const TICK_MS = 1000;

export interface DaemonOptions {
  readonly configuration: ShopConfiguration;
  /** What relative paths of the configuration are relative to. */
  readonly configDir: string;
  readonly version: string;
  readonly log: Log;
  readonly clock?: () => number;
  readonly random?: () => number;
  /** Where the built kiosk page is; by default the one of this package. */
  readonly pageDir?: string;
}

export interface RunningDaemon {
  readonly httpPort: number;
  /** The address of a screen, token included: for this machine's own eyes. */
  kioskUrl(terminal: TerminalId): string;
  health(): HealthReport;
  /** Shows people something that happened outside of the daemon, such as a bad new configuration. */
  note(code: string, text: string): void;
  stop(): Promise<void>;
}

/**
 * Runs a box: devices in, outbox, screens, slips. A device, dialect or broker that fails shows in its health and stops nobody
 * else; what throws here concerns the box as a whole.
 * @throws Fault `bad-configuration`, `already-running`, `port-busy`, `store-unavailable`
 */
export async function startDaemon(options: DaemonOptions): Promise<RunningDaemon> {
  const { configuration, configDir, version, log } = options;
  const { daemon, venue } = configuration;
  if (daemon === undefined) {
    throw new Fault(
      'bad-configuration',
      'shop.json has no "daemon": add it on the machine that the devices are plugged into',
    );
  }
  const now = options.clock ?? Date.now;
  const random = options.random ?? Math.random;
  const stateDir = resolve(configDir, daemon.stateDir);
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const reporter = { id: daemon.id, version, upSinceMs: now() };
  const closers = new AsyncDisposableStack();
  try {
    const rooms = await openRooms({
      configuration,
      daemon,
      configDir,
      stateDir,
      version,
      log,
      now,
      random,
      closers,
    });
    const health = (): HealthReport => boxHealth(rooms, reporter);
    const http = await startHttp({
      ...daemon.http,
      ...servedBy(rooms, venue),
      pageDir: options.pageDir ?? fileURLToPath(new URL('../../.build/renderer/', import.meta.url)),
      health,
    });
    closers.defer(() => http.close());
    openDoors(rooms, { log, now, closers });
    writeRunning(stateDir, http.port);
    closers.defer(() => removeRunning(stateDir));
    return {
      httpPort: http.port,
      kioskUrl: (terminal) => kioskUrl(http, rooms.token, terminal),
      health,
      note: (code, text) => rooms.notices.add(code, text),
      stop: () => closers.disposeAsync(),
    };
  } catch (cause) {
    await closers.disposeAsync();
    throw cause;
  }
}

/** What pages may ask of the box. */
function servedBy({ metrics, devices, socket }: Rooms, venue: VenueConfiguration) {
  return {
    metrics,
    rebind: (change) => devices.rebind(change),
    printTest: (printer) => printTestSlip(devices.printer(printer), venue, Date.now()),
    upgrade: (request, stream, head) => socket.upgrade(request, stream, head),
  } satisfies Partial<Parameters<typeof startHttp>[0]>;
}

/** Lets devices and central in: from here on things happen. */
function openDoors(
  rooms: Rooms,
  {
    log,
    now,
    closers,
  }: {
    readonly log: Log;
    readonly now: () => number;
    readonly closers: AsyncDisposableStack;
  },
): void {
  const { changes, visits, slips, socket, devices, central, failed } = rooms;
  // Closed before the server, which waits for the screens' sockets otherwise.
  closers.defer(() => socket.close());
  devices.open(deviceListener(rooms));
  closers.defer(() => devices.close());
  central.open(centralListener(rooms, log, now));
  closers.defer(() => central.close());
  changes.listen(() => central.listenTo(openChannels(visits)));
  changes.announce();
  const timer = setInterval(() => {
    visits.tick().catch(failed);
    slips.kick();
    central.tick();
  }, TICK_MS);
  closers.defer(() => clearInterval(timer));
}

function deviceListener(rooms: Rooms): DeviceListener {
  const { changes, outbox, slips, kiosk, socket, times, failed } = rooms;
  return {
    onKioskScan(terminal, scan, atMs) {
      socket.scanned(terminal, atMs);
      if (scan.kind === 'product' || scan.kind === 'measured') times.lineRead(terminal, atMs);
      kiosk.scanned(terminal, scan).catch(failed);
    },
    onTillCode(till, code, scannedAtMs) {
      outbox.append('till-scan', { till, code, scannedAtMs }).catch(failed);
    },
    onPrinterChange() {
      changes.announce();
      slips.kick();
    },
  };
}

function centralListener(rooms: Rooms, log: Log, now: () => number): CentralListener {
  const { changes, visits, times, failed } = rooms;
  async function take(message: ReceivedOf<Said>): Promise<void> {
    await takeFromCentral(message, rooms);
    if (message.type !== 'suggestions') return;
    const { d } = message.envelope;
    times.suggested(d, visits.byId(d.visit)?.card, now());
  }
  return {
    onMessage(message) {
      take(message).catch(failed);
    },
    onCentral(change) {
      if (change === 'anew') visits.news.forgetVersions();
      log.info({}, `central is ${change}`);
      changes.announce();
    },
  };
}

/** The channels of the pairings that this box has members of. */
function openChannels(visits: Visits): ReadonlySet<ChannelId> {
  const paired = visits.all().filter(isPaired);
  return new Set(paired.flatMap(({ pairing }) => (pairing === undefined ? [] : [pairing.channel])));
}

function kioskUrl({ port }: HttpServer, token: string, terminal: TerminalId): string {
  return `http://127.0.0.1:${port}${KIOSK_PATH}#token=${token}&terminal=${encodeURIComponent(terminal)}`;
}
