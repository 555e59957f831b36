import type { DeviceHealth, HealthReport } from '../../contracts/device-health.ts';
import type { Fault } from '../../contracts/fault.ts';
import type { RunningBroker } from '../broker/broker.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Ingest } from '../ingest/ingest.ts';
import type { Journal } from '../ingest/journal.ts';
import type { Matching, Replayed } from '../matching/matching.ts';
import type { Notices } from '../../service/notices.ts';
import type { BoxSeen } from '../matching/publish.ts';
import type { ReferenceFile } from './reference.ts';
import type { Speaker } from '../matching/outgoing.ts';

/** The most frequent names that the catalogue does not know. */
const SHOWN_UNKNOWN = 10;

/** The parts of a running central that `/health` and `/metrics` look at. */
export interface HealthSources {
  readonly id: string;
  readonly version: string;
  readonly upSinceMs: number;
  readonly brokerUrl: string;
  readonly broker: RunningBroker | undefined;
  readonly linkState: () => { readonly isOnline: boolean; readonly fault: Fault | undefined };
  readonly journal: Journal;
  readonly journalPath: string;
  readonly replayed: Replayed;
  readonly ingest: Ingest;
  readonly matching: Matching;
  readonly speaker: Speaker;
  readonly catalogue: () => Catalogue;
  readonly files: () => readonly ReferenceFile[];
  readonly boxes: () => readonly BoxSeen[];
  readonly notices: Notices;
}

/** What an installer sees of central. Well when the broker is reached and both files are in force. */
export function healthReport(sources: HealthSources): HealthReport {
  const devices = [
    brokerHealth(sources),
    journalHealth(sources),
    ...sources.files().map((file) => fileHealth(file, sources.journal)),
    ...sources.boxes().map(boxHealth),
  ];
  const isOk = devices.every((device) => device.ok || device.role === 'daemon');
  return {
    process: 'central',
    id: sources.id,
    version: sources.version,
    upSinceMs: sources.upSinceMs,
    ok: isOk,
    devices,
    notices: [...sources.notices.all()],
  };
}

function brokerHealth(sources: HealthSources): DeviceHealth {
  const { isOnline, fault } = sources.linkState();
  return {
    id: 'broker',
    role: 'broker',
    where: sources.brokerUrl,
    state: isOnline ? 'open' : 'lost',
    ok: isOnline,
    ...(isOnline || fault === undefined ? {} : { advice: fault.message }),
    statistics: { ...sources.broker?.counters, ...sources.speaker.counters },
  };
}

function journalHealth(sources: HealthSources): DeviceHealth {
  return {
    id: 'journal',
    role: 'store',
    where: sources.journalPath,
    state: 'open',
    ok: true,
    said: `${sources.replayed.events} events replayed in ${sources.replayed.tookMs} ms at the start`,
    statistics: {
      ...sources.journal.counts(),
      ...sources.ingest.counters,
      openVisits: sources.matching.activity.openVisits,
      livePairings: sources.matching.activity.livePairings,
    },
  };
}

function fileHealth(file: ReferenceFile, journal: Journal): DeviceHealth {
  const isProducts = file.id === 'products';
  const counts = journal.counts();
  const unknown = isProducts ? journal.unknownItems(SHOWN_UNKNOWN) : [];
  const facts = {
    id: file.id,
    role: 'store',
    where: file.path,
    state: 'open',
    statistics: {
      entries: file.entries,
      ...(isProducts
        ? { unknownItems: counts.unknownItems, learntPrices: counts.learntPrices }
        : {}),
    },
  } as const;
  if (file.fault !== undefined) {
    return {
      ...facts,
      ok: false,
      said: file.fault.message,
      advice: 'the file as it was before stays in force: correct what is named here and save it',
    };
  }
  if (unknown.length === 0) return { ...facts, ok: true };
  const names = unknown.map((item) => `${item.name} (${item.times})`).join(', ');
  return { ...facts, ok: true, said: `tills print names that no product has: ${names}` };
}

function boxHealth({ dev, presence }: BoxSeen): DeviceHealth {
  const isOnline = presence.state === 'online';
  return {
    id: dev,
    role: 'daemon',
    where: `boot ${presence.boot}${presence.version === '' ? '' : `, version ${presence.version}`}`,
    state: isOnline ? 'open' : 'lost',
    ok: isOnline,
    ...(isOnline ? {} : { advice: 'this box does not answer: look at its power and network' }),
    statistics: {},
  };
}
