import { join, resolve } from 'node:path';
import type { DaemonConfiguration, ShopConfiguration } from '../../contracts/configuration.ts';
import { Fault } from '../../contracts/fault.ts';
import type { TerminalId } from '../../contracts/ids.ts';
import { localDay } from '../../contracts/local-day.ts';
import type { Scan } from '../../contracts/scan.ts';
import { parseBarcode } from '../../hardware/barcode/parse.ts';
import { CentralLink } from '../central/central-link.ts';
import { Outbox } from '../central/outbox.ts';
import { openReference, type Reference } from '../central/reference.ts';
import { openCardHasher } from '../kiosk/cards.ts';
import { KioskSocket } from '../kiosk/kiosk-socket.ts';
import { Kiosk } from '../kiosk/kiosk.ts';
import { type SuggestionTimes, suggestionTimes } from '../kiosk/suggestion-times.ts';
import { Visits } from '../kiosk/visits.ts';
import type { Log } from '../../service/log.ts';
import { type Notices, openNotices } from '../../service/notices.ts';
import { Slips } from '../paper/slips.ts';
import { openBindings } from './bindings.ts';
import { Changes } from './changes.ts';
import { Devices } from './devices.ts';
import { type DaemonMetrics, openDaemonMetrics } from './metrics.ts';
import { writeKioskToken } from './state-files.ts';
import { type BoxStore, openBoxStore } from './store.ts';

export interface RoomsOptions {
  readonly configuration: ShopConfiguration;
  readonly daemon: DaemonConfiguration;
  readonly configDir: string;
  readonly stateDir: string;
  readonly version: string;
  readonly log: Log;
  readonly now: () => number;
  readonly random: () => number;
  /** Closes what was opened, last first. */
  readonly closers: AsyncDisposableStack;
}

/** The parts of a box. */
export interface Rooms {
  readonly notices: Notices;
  readonly store: BoxStore;
  readonly changes: Changes;
  readonly outbox: Outbox;
  readonly reference: Reference;
  readonly visits: Visits;
  readonly metrics: DaemonMetrics;
  readonly times: SuggestionTimes;
  readonly devices: Devices;
  readonly central: CentralLink;
  readonly slips: Slips;
  readonly kiosk: Kiosk;
  readonly socket: KioskSocket;
  readonly terminals: readonly TerminalId[];
  /** What a page shows to be let in. */
  readonly token: string;
  /** Where work ends up that failed with nobody waiting for it: a fault is shown, a bug ends the process. */
  readonly failed: (cause: unknown) => void;
}

/**
 * Makes the parts of a box, each of those before it. Nothing comes in or goes out yet: devices, central and pages are opened by
 * `startDaemon`.
 * @throws Fault `bad-configuration`, `already-running`, `store-unavailable`
 */
export async function openRooms(options: RoomsOptions): Promise<Rooms> {
  const { configuration, daemon, stateDir, now, random, closers } = options;
  const { venue, broker } = configuration;
  const { id: dev } = daemon;
  const notices = openNotices(now, ({ code, text }, isNew) => {
    if (isNew) options.log.warn({ code }, text);
  });
  const failed = (cause: unknown): void => {
    if (cause instanceof Fault) notices.fault(cause);
    else throw cause;
  };
  const store = openBoxStore(stateDir, dev, { notices, now, closers });
  const { db, commit } = store;
  const hashCard = openCardHasher(
    resolve(options.configDir, daemon.cardKeyFile ?? join(daemon.stateDir, 'card-key')),
  );
  const readBarcode = (text: string): Scan => parseBarcode(text, daemon.barcodes, venue.codePrefix);

  const changes = new Changes();
  const onChange = changes.announce;
  const outbox = new Outbox({
    db,
    commit,
    venue: venue.id,
    dev,
    limitBytes: daemon.outboxLimitBytes,
    now,
    random,
  });
  const reference = openReference(db, commit, onChange);
  const visits = new Visits({ db, commit, outbox, now, random, onChange });
  const metrics = openDaemonMetrics();
  const times = suggestionTimes(metrics.suggested);

  const bindings = await openBindings(join(stateDir, 'bindings.json'), (text) =>
    notices.add('bad-configuration', text),
  );
  const devices = new Devices({
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
  });
  const central = new CentralLink({
    broker,
    configDir: options.configDir,
    venue: venue.id,
    dev,
    version: options.version,
    outbox,
    notices,
    now,
    random,
    onAcknowledged: metrics.acknowledged,
  });
  // Deadlines are central's: slips and screens go by its clock.
  const venueNow = (): number => central.venueNow();
  const slips = new Slips({
    db,
    commit,
    outbox,
    printerFor: (slip) => devices.printerAt(slip.terminal),
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
    isCentralOnline: () => central.isCentralOnline,
    printerAt: (terminal) => devices.printerAt(terminal),
    isScannerAway: (terminal) => devices.isScannerAway(terminal),
    sendToChannel: (message) => central.publish('channel', { channel: message.channel }, message),
    now: venueNow,
    onChange,
  });
  const terminals = daemon.terminals.map((terminal) => terminal.id);
  const token = writeKioskToken(stateDir);
  const socket = new KioskSocket({ kiosk, token, terminals, now, onPainted: metrics.painted });
  changes.listen(() => socket.changed());
  return {
    notices,
    store,
    changes,
    outbox,
    reference,
    visits,
    metrics,
    times,
    devices,
    central,
    slips,
    kiosk,
    socket,
    terminals,
    token,
    failed,
  };
}
