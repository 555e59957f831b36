import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ShopConfiguration } from '../../contracts/configuration.ts';
import type { HealthReport } from '../../contracts/device-health.ts';
import { Fault } from '../../contracts/fault.ts';
import type { ChannelId, TerminalId } from '../../contracts/ids.ts';
import type { Scan } from '../../contracts/scan.ts';
import { localDay } from '../../contracts/local-day.ts';
import { KIOSK_PATH } from '../../contracts/socket.ts';
import { parseBarcode } from '../../hardware/barcode/parse.ts';
import type { ReceivedOf } from '../../mqtt/envelope.ts';
import { openDatabase } from '../../store/database.ts';
import { groupCommit } from '../../store/group-commit.ts';
import { holdLock } from '../../store/lock.ts';
import { openBindings } from './bindings.ts';
import { openCardHasher } from '../kiosk/cards.ts';
import { type CentralLink, openCentralLink, type Said } from '../central/central-link.ts';
import { takeFromCentral } from './central-says.ts';
import { assembleDevices } from './devices.ts';
import { kioskHealth, storeHealth } from './health.ts';
import { startHttp } from './http.ts';
import { Kiosk } from '../kiosk/kiosk.ts';
import { openKioskSocket } from '../kiosk/kiosk-socket.ts';
import { suggestionTimes } from '../kiosk/suggestion-times.ts';
import type { Log } from '../operation/log.ts';
import { openNotices } from '../operation/notices.ts';
import { Outbox } from '../central/outbox.ts';
import type { PrinterDevice } from '../paper/printers.ts';
import { openReference } from '../central/reference.ts';
import { DAEMON_SCHEMA } from './schema.ts';
import { openDaemonMetrics } from './metrics.ts';
import { Slips } from '../paper/slips.ts';
import { removeRunning, writeKioskToken, writeRunning } from './state-files.ts';
import { printTestSlip } from '../paper/test-slip.ts';
import { isPaired } from '../kiosk/visit-record.ts';
import { Visits } from '../kiosk/visits.ts';

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
 * Runs a shop box: devices in, outbox, screens, slips. A device, dialect or broker that fails shows in its health and stops nobody
 * else; what throws here concerns the box as a whole.
 * @throws Fault `bad-configuration`, `already-running`, `port-busy`, `store-unavailable`
 */
export async function startDaemon(options: DaemonOptions): Promise<RunningDaemon> {
  const { configuration, log } = options;
  const { daemon, venue } = configuration;
  if (daemon === undefined) {
    throw new Fault(
      'bad-configuration',
      'shop.json has no "daemon": add it on the machine that the devices are plugged into',
    );
  }
  const now = options.clock ?? Date.now;
  const random = options.random ?? Math.random;
  const at = (path: string): string => resolve(options.configDir, path);
  const stateDir = at(daemon.stateDir);
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const upSinceMs = now();

  const closers: (() => Promise<void> | void)[] = [];
  async function closeAll(): Promise<void> {
    for (const close of closers.splice(0).toReversed()) await close();
  }

  try {
    const lock = holdLock(join(stateDir, 'daemon.lock'), `the daemon ${daemon.id}`);
    closers.push(() => lock.release());
    const notices = openNotices(now, (notice) => log.warn({ code: notice.code }, notice.text));
    const hashCard = openCardHasher(at(daemon.cardKeyFile ?? join(daemon.stateDir, 'card-key')));
    const path = join(stateDir, 'daemon.sqlite');
    const { db, notices: storeNotices } = openDatabase(path, DAEMON_SCHEMA, now());
    closers.push(() => void db.close());
    for (const text of storeNotices) notices.add('store-corrupt', text);
    const commit = groupCommit(db);
    closers.push(async () => {
      // What the devices' last words became is still being handed over.
      await new Promise((resolve) => setImmediate(resolve));
      commit.flush();
    });

    let changed = (): void => {};
    const onChange = (): void => changed();
    const outbox = new Outbox({
      db,
      commit,
      venue: venue.id,
      dev: daemon.id,
      limitBytes: daemon.outboxLimitBytes,
      now,
      random,
    });
    const reference = openReference(db, commit, onChange);
    const visits = new Visits({ db, commit, outbox, now, random, onChange });

    const failed = (cause: unknown): void => {
      if (cause instanceof Fault) notices.fault(cause);
      else throw cause;
    };
    const readBarcode = (text: string): Scan =>
      parseBarcode(text, daemon.barcodes, venue.codePrefix);
    const metrics = openDaemonMetrics(health);
    const times = suggestionTimes(metrics.suggested);
    const bindings = await openBindings(join(stateDir, 'bindings.json'), (text) =>
      notices.add('bad-configuration', text),
    );
    const devices = assembleDevices({
      daemon,
      bindings,
      till: {
        configDir: options.configDir,
        db,
        commit,
        outbox,
        notices,
        now,
        onStored: metrics.lineStored,
        onRinging: times.lineRead,
        rules: {
          codePrefix: venue.codePrefix,
          hashCard,
          findProduct: (line) => reference.inForce.catalogue.ofTillLine(line),
          dayOf: (atMs) => localDay(atMs, venue.timeZone),
        },
      },
      readBarcode,
      notices,
      now,
      onKioskScan(terminal, scan, atMs) {
        socket.scanned(terminal, atMs);
        if (scan.kind === 'product' || scan.kind === 'measured') times.lineRead(terminal, atMs);
        kiosk.scanned(terminal, scan).catch(failed);
      },
      onTillCode(till, code, scannedAtMs) {
        outbox.append('till-scan', { till, code, scannedAtMs }).catch(failed);
      },
      onPrinterChange() {
        onChange();
        slips.kick();
      },
    });
    const printerAt = (terminal: string): PrinterDevice | undefined => devices.printerAt(terminal);
    // The link and the screens need each other: what central says is shown, what is tapped is said.
    let central: CentralLink | undefined;
    // Deadlines are central's: slips and screens go by its clock.
    const venueNow = (): number => now() + (central?.clockOffsetMs ?? 0);
    const slips = new Slips({
      db,
      commit,
      outbox,
      printerFor: (slip) => printerAt(slip.terminal),
      now: venueNow,
      onChange,
      onFault: failed,
    });
    const kiosk = new Kiosk({
      venue,
      visits,
      slips,
      reference,
      readBarcode,
      hashCard,
      isCentralOnline: () => central?.isCentralOnline ?? false,
      printerAt,
      isScannerAway: (terminal) => devices.isScannerAway(terminal),
      sendToChannel: async (message) =>
        central?.publish('channel', { channel: message.channel }, message),
      now: venueNow,
      onChange,
    });
    const token = writeKioskToken(stateDir);
    const terminals = daemon.terminals.map((terminal) => terminal.id);
    const socket = openKioskSocket({
      kiosk,
      token,
      terminals,
      now,
      onPainted: metrics.painted,
    });
    changed = () => {
      socket.changed();
      const channels = visits
        .all()
        .flatMap((record): ChannelId[] =>
          isPaired(record) && record.pairing !== undefined ? [record.pairing.channel] : [],
        );
      central?.listenTo(new Set(channels));
    };

    function health(): HealthReport {
      const reports = [
        ...devices.health(),
        ...terminals.map((terminal) => kioskHealth(terminal, socket.pages(terminal))),
        ...(central?.health() ?? []),
        storeHealth(path, outbox.state(), slips.waiting),
      ];
      return {
        process: 'daemon',
        id: daemon?.id ?? '',
        version: options.version,
        upSinceMs,
        ok: reports.every((device) => device.ok),
        devices: reports,
        notices: [...notices.all()],
      };
    }

    async function takeMessage(message: ReceivedOf<Said>): Promise<void> {
      await takeFromCentral(message, { visits, slips, kiosk, reference, notices });
      if (message.type !== 'suggestions') return;
      const { d } = message.envelope;
      times.suggested(d, visits.byId(d.visit)?.card, now());
    }

    const http = await startHttp({
      ...daemon.http,
      pageDir: options.pageDir ?? fileURLToPath(new URL('../../.build/renderer/', import.meta.url)),
      health,
      metrics,
      rebind: (change) => devices.rebind(change),
      printTest: (printer) => printTestSlip(devices.printer(printer), venue, Date.now()),
      upgrade: (request, stream, head) => socket.upgrade(request, stream, head),
    });
    closers.push(() => http.close());
    // Closed before the server, which waits for the screens' sockets otherwise.
    closers.push(() => socket.close());

    devices.open();
    closers.push(() => devices.close());

    central = openCentralLink({
      broker: configuration.broker,
      configDir: options.configDir,
      venue: venue.id,
      dev: daemon.id,
      version: options.version,
      outbox,
      notices,
      now,
      random,
      onMessage: (message) => {
        takeMessage(message).catch(failed);
      },
      onAcknowledged: metrics.acknowledged,
      onCentral: (change) => {
        if (change === 'anew') visits.news.forgetVersions();
        log.info({}, `central is ${change}`);
        onChange();
      },
    });
    const link = central;
    closers.push(() => link.close());
    changed();

    const timer = setInterval(() => {
      visits.tick().catch(failed);
      slips.kick();
      link.tick();
    }, TICK_MS);
    closers.push(() => clearInterval(timer));
    writeRunning(stateDir, http.port);
    closers.push(() => removeRunning(stateDir));

    return {
      httpPort: http.port,
      kioskUrl: (terminal) =>
        `http://127.0.0.1:${http.port}${KIOSK_PATH}#token=${token}&terminal=${encodeURIComponent(terminal)}`,
      health,
      note: (code, text) => notices.add(code, text),
      stop: closeAll,
    };
  } catch (cause) {
    await closeAll();
    throw cause;
  }
}
