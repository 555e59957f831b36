import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SqliteDialect } from 'kysely';
import type { ShopConfiguration } from '../../contracts/configuration.ts';
import type { HealthReport } from '../../contracts/device-health.ts';
import { Fault } from '../../contracts/fault.ts';
import type { MatcherState } from '../../matcher/state/state.ts';
import { openDatabase } from '../../store/database.ts';
import { holdLock } from '../../store/lock.ts';
import { startBroker } from '../broker/broker.ts';
import { shopClock } from './clock.ts';
import { readCredentials } from '../broker/credentials.ts';
import { openCustomers } from '../people/customers.ts';
import { healthReport } from './health.ts';
import { startHttp } from './http.ts';
import { openCentralMetrics } from './metrics.ts';
import { drawer, drawKey, ownerName, venueSettings } from './matcher-settings.ts';
import { type JournalCounts, openJournal } from '../ingest/journal.ts';
import type { Log } from '../operation/log.ts';
import { createNotices } from '../operation/notices.ts';
import { openReference } from './reference.ts';
import { runShop, type ShopOptions } from './venue.ts';

export interface CentralOptions {
  readonly configuration: ShopConfiguration;
  /** What relative paths of the configuration are relative to. */
  readonly configDir: string;
  readonly version: string;
  readonly log: Log;
  /** Milliseconds since 1970; given by tests. The default follows the wall clock but not its leaps. */
  readonly clock?: () => number;
  /** A number in [0, 1) at each call: what events and shoppers' pseudonyms are drawn from. Given by tests; the default is the system's
   *  randomness. */
  readonly random?: () => number;
}

export interface RunningCentral {
  readonly httpPort: number;
  /** The embedded broker's port; undefined with a broker of its own. */
  readonly brokerPort: number | undefined;
  readonly epoch: number;
  health(): HealthReport;
  journalCounts(): JournalCounts;
  /** What the matcher knows, for tests to look at. */
  matcherState(): MatcherState;
  /** Resolves when all that came so far is committed. */
  settled(): Promise<void>;
  /** Resolves when central ends by itself, with the reason; never after `stop`. */
  readonly failed: Promise<Error>;
  stop(): Promise<void>;
}

/**
 * Runs the venue's centre: lease, journal, replay, broker, ingest, matcher, publishing, HTTP, in this order.
 * @throws Fault `bad-configuration`, `already-running`, `port-busy`, `store-unavailable`
 */
export async function startCentral(options: CentralOptions): Promise<RunningCentral> {
  const { configuration, log } = options;
  const { central, venue } = configuration;
  if (central === undefined) {
    throw new Fault(
      'bad-configuration',
      'shop.json has no "central": add it on the machine that runs central',
    );
  }
  const at = (path: string): string => resolve(options.configDir, path);
  const stateDir = at(central.stateDir);
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });

  const closers: (() => Promise<void> | void)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.splice(0).toReversed()) await close();
  };
  try {
    const lock = holdLock(join(stateDir, 'central.lock'), 'central');
    closers.push(() => lock.release());
    const wall = options.clock ?? Date.now;
    const journalPath = join(stateDir, 'journal.sqlite');
    const journal = openJournal(journalPath, ownerName(), wall());
    closers.push(() => journal.close());
    const steady = shopClock(wall, options.clock ?? (() => performance.now()), journal.lastAtMs());
    const clock = steady.now;
    const notices = createNotices(clock, log);
    for (const text of journal.notices) notices.add('store-corrupt', text);

    const customersFile = openDatabase(join(stateDir, 'customers.sqlite'), [], wall());
    for (const text of customersFile.notices) notices.add('store-corrupt', text);
    const customers = await openCustomers({
      dialect: new SqliteDialect({ database: customersFile.db }),
      newKey: drawKey(options.random),
    });
    // The key is on disk. The rest may lose its last commits in a power cut: the journal tells them again, so they need no fsync.
    customersFile.db.pragma('synchronous = NORMAL');
    closers.push(() => customers.close());

    const reference = await openReference(
      { promotions: at(central.promotions), products: at(central.products) },
      () => journal.learntPrices(),
      notices,
    );
    // The broker is up before the shop knows of channels.
    let isChannelMember: (channel: string, device: string) => boolean = () => false;
    const broker = configuration.broker.url.startsWith('embedded:')
      ? await startBroker({
          configuration: { ...configuration.broker, ...tlsFiles(configuration.broker.tls, at) },
          venue: venue.id,
          credentials: readCredentials(stateDir),
          isChannelMember: (channel, device) => isChannelMember(channel, device),
          log,
        })
      : undefined;
    if (broker !== undefined) closers.push(() => broker.close());

    const metrics = openCentralMetrics();
    const shop = await runShop({
      venue: venue.id,
      version: options.version,
      settings: venueSettings(configuration),
      connection: broker?.own ?? brokerLogin(configuration.broker, at),
      clientId: broker === undefined ? `central-${venue.id}` : 'central',
      journal,
      customers,
      reference,
      clock: steady,
      draw: drawer(options.random),
      onStepped: metrics.stepped,
      notices,
      log,
    });
    closers.push(() => shop.stop());
    isChannelMember = shop.isChannelMember;

    const sources = {
      ...shop.sources,
      id: `central of ${venue.id}`,
      version: options.version,
      upSinceMs: Math.floor(clock()),
      brokerUrl: configuration.broker.url,
      broker,
      journal,
      journalPath,
      notices,
    };
    metrics.watch(sources);
    const token = randomBytes(16).toString('hex');
    const http = await startHttp({
      ...central.http,
      health: () => healthReport(sources),
      metrics,
      token,
      staffAnswer: (pairing, isRedeemed) => shop.staffAnswer(pairing, isRedeemed),
    });
    closers.push(() => http.close());
    closers.push(writeProcessFile(stateDir, { port: http.port, token }));
    log.info(
      { http: http.port, broker: broker?.port ?? configuration.broker.url, epoch: journal.epoch },
      'central is running',
    );
    return {
      httpPort: http.port,
      brokerPort: broker?.port,
      epoch: journal.epoch,
      health: () => healthReport(sources),
      journalCounts: () => journal.counts(),
      matcherState: () => shop.matcherState(),
      settled: () => shop.settled(),
      failed: shop.failed,
      stop: closeAll,
    };
  } catch (cause) {
    await closeAll();
    throw cause;
  }
}

type Tls = NonNullable<ShopOptions['connection']['tls']>;

/** Files of the broker section, relative to the configuration like all paths. */
function tlsFiles(
  tls: ShopConfiguration['broker']['tls'],
  at: (path: string) => string,
): { readonly tls?: Tls } {
  if (tls === undefined) return {};
  const { caFile, certFile, keyFile } = tls;
  return {
    tls: {
      ...(caFile === undefined ? {} : { caFile: at(caFile) }),
      ...(certFile === undefined ? {} : { certFile: at(certFile) }),
      ...(keyFile === undefined ? {} : { keyFile: at(keyFile) }),
    },
  };
}

/** How to reach a broker that is not ours. */
function brokerLogin(
  { url, username, passwordFile, tls }: ShopConfiguration['broker'],
  at: (path: string) => string,
): ShopOptions['connection'] {
  return {
    url,
    ...(username === undefined ? {} : { username }),
    ...(passwordFile === undefined ? {} : { password: readSecret(at(passwordFile)) }),
    ...tlsFiles(tls, at),
  };
}

function readSecret(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new Fault(
      'bad-configuration',
      `broker.passwordFile: cannot read ${path}: check the path and who may read it`,
      { cause },
    );
  }
}

/** Tells `pindan doctor` where to ask, and `pindan redeem` what to say there; gone when we end in good order. */
function writeProcessFile(
  stateDir: string,
  running: { readonly port: number; readonly token: string },
): () => void {
  const path = join(stateDir, 'central.json');
  writeFileSync(path, `${JSON.stringify({ pid: process.pid, ...running })}\n`, { mode: 0o600 });
  chmodSync(path, 0o600);
  return () => rmSync(path, { force: true });
}
