import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SqliteDialect } from 'kysely';
import type { CentralConfiguration, ShopConfiguration } from '../../contracts/configuration.ts';
import type { HealthReport } from '../../contracts/device-health.ts';
import { Fault } from '../../contracts/fault.ts';
import type { MatcherState } from '../../matcher/state/state.ts';
import { brokerLogin, tlsFiles } from '../../mqtt/broker-login.ts';
import { openDatabase } from '../../store/database.ts';
import { holdLock } from '../../store/lock.ts';
import { type RunningBroker, startBroker } from '../broker/broker.ts';
import { readCredentials } from '../broker/credentials.ts';
import { type JournalCounts, openJournal } from '../ingest/journal.ts';
import { ChannelMembers } from '../matching/channel-members.ts';
import type { Log } from '../../service/log.ts';
import { openNotices } from '../../service/notices.ts';
import { openCustomers } from '../people/customers.ts';
import { venueClock } from './clock.ts';
import { healthReport, type HealthSources } from './health.ts';
import { startHttp } from './http.ts';
import { drawer, drawKey, ownerName, venueSettings } from './matcher-settings.ts';
import { openCentralMetrics } from './metrics.ts';
import { writeProcessFile } from './process-file.ts';
import { openReference } from './reference.ts';
import { runVenue, type VenueOptions } from './venue.ts';

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
  const { central } = options.configuration;
  if (central === undefined) {
    throw new Fault(
      'bad-configuration',
      'shop.json has no "central": add it on the machine that runs central',
    );
  }
  const stateDir = resolve(options.configDir, central.stateDir);
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const closers = new AsyncDisposableStack();
  try {
    return await start(options, { central, stateDir, closers });
  } catch (cause) {
    await closers.disposeAsync();
    throw cause;
  }
}

interface Place {
  readonly central: CentralConfiguration;
  readonly stateDir: string;
  /** Closes what was opened, last first. */
  readonly closers: AsyncDisposableStack;
}

async function start(options: CentralOptions, place: Place): Promise<RunningCentral> {
  const { configuration, configDir, log, version } = options;
  const { central, stateDir, closers } = place;
  const { venue } = configuration;
  const at = (path: string): string => resolve(configDir, path);
  const stores = await openStores(options, place);
  const { journal, clock, notices } = stores;
  const reference = await openReference(
    { promotions: at(central.promotions), products: at(central.products) },
    () => journal.learntPrices(),
    notices,
  );
  // The broker asks who may hear a channel; what the venue says of pairings answers.
  const channels = new ChannelMembers();
  const broker = await startOwnBroker(options, stateDir, channels);
  if (broker !== undefined) closers.defer(() => broker.close());
  const metrics = openCentralMetrics();
  const running = await runVenue({
    ...stores,
    venue: venue.id,
    version,
    settings: venueSettings(configuration),
    connection: broker?.own ?? {
      url: configuration.broker.url,
      ...brokerLogin(configuration.broker, options.configDir),
    },
    clientId: broker === undefined ? `central-${venue.id}` : 'central',
    reference,
    channels,
    draw: drawer(options.random),
    onStepped: metrics.stepped,
    log,
  });
  closers.defer(() => running.stop());

  const sources: HealthSources = {
    ...running.sources,
    ...stores,
    id: `central of ${venue.id}`,
    version,
    upSinceMs: Math.floor(clock.now()),
    brokerUrl: configuration.broker.url,
    broker,
  };
  metrics.watch(sources);
  const health = (): HealthReport => healthReport(sources);
  const token = randomBytes(16).toString('hex');
  const http = await startHttp({
    ...central.http,
    health,
    metrics,
    token,
    staffAnswer: (pairing, isRedeemed) => running.staffAnswer(pairing, isRedeemed),
  });
  closers.defer(() => http.close());
  closers.defer(writeProcessFile(stateDir, { port: http.port, token }));
  log.info(
    { http: http.port, broker: broker?.port ?? configuration.broker.url, epoch: journal.epoch },
    'central is running',
  );
  return {
    httpPort: http.port,
    brokerPort: broker?.port,
    epoch: journal.epoch,
    health,
    journalCounts: () => journal.counts(),
    matcherState: () => running.matcherState(),
    settled: () => running.settled(),
    failed: running.failed,
    stop: () => closers.disposeAsync(),
  };
}

type Stores = Pick<HealthSources, 'journal' | 'journalPath' | 'notices'> &
  Pick<VenueOptions, 'customers' | 'clock'>;

/** What is kept on disk, under the lock of the state folder, and the clock that goes on from the journal. */
async function openStores(options: CentralOptions, { stateDir, closers }: Place): Promise<Stores> {
  const lock = holdLock(join(stateDir, 'central.lock'), 'central');
  closers.defer(() => lock.release());
  const wall = options.clock ?? Date.now;
  const journalPath = join(stateDir, 'journal.sqlite');
  const journal = openJournal(journalPath, ownerName(), wall());
  closers.defer(() => journal.close());
  const elapsedMs = options.clock ?? (() => performance.now());
  const clock = venueClock(wall, elapsedMs, journal.lastAtMs());
  const notices = openNotices(clock.now, ({ code, text }) =>
    options.log.warn({ notice: code }, text),
  );
  for (const text of journal.notices) notices.add('store-corrupt', text);

  const file = openDatabase(join(stateDir, 'customers.sqlite'), [], wall());
  for (const text of file.notices) notices.add('store-corrupt', text);
  const customers = await openCustomers({
    dialect: new SqliteDialect({ database: file.db }),
    newKey: drawKey(options.random),
  });
  // The key is on disk. The rest may lose its last commits in a power cut: the journal tells them again, so they need no fsync.
  file.db.pragma('synchronous = NORMAL');
  closers.defer(() => customers.close());
  return { journal, journalPath, customers, clock, notices };
}

/** The broker inside central, where the configuration asks for one. */
async function startOwnBroker(
  { configuration, configDir, log }: CentralOptions,
  stateDir: string,
  channels: ChannelMembers,
): Promise<RunningBroker | undefined> {
  const { broker, venue } = configuration;
  if (!broker.url.startsWith('embedded:')) return undefined;
  return startBroker({
    configuration: { ...broker, ...tlsFiles(broker.tls, configDir) },
    venue: venue.id,
    credentials: readCredentials(stateDir),
    isChannelMember: (channel, box) => channels.has(channel, box),
    log,
  });
}
