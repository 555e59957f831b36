import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { BrokerConfiguration } from '../../contracts/configuration.ts';
import type { DeviceHealth } from '../../contracts/device-health.ts';
import { Fault } from '../../contracts/fault.ts';
import {
  type ChannelId,
  type DeviceId,
  MessageId,
  ulid,
  type VenueId,
} from '../../contracts/ids.ts';
import type { CentralPresence, DevicePresence } from '../../contracts/presence.ts';
import {
  type HeardByBox,
  kindsTo,
  type MessageBody,
  type MessageKind,
} from '../../contracts/topics.ts';
import { isFor, type OutgoingEnvelope, type ReceivedOf } from '../../mqtt/envelope.ts';
import { connectLink, type LinkState, type MqttLink, seal } from '../../mqtt/link.ts';
import { newestPresence } from '../../mqtt/presence.ts';
import { centralClock } from './central-clock.ts';
import type { Notices } from '../operation/notices.ts';
import type { Outbox } from './outbox.ts';
import { type Publisher, startPublisher } from './publisher.ts';

/** Central's heartbeat comes every 5 s; several may be late. Source: docs/rules.md#heartbeat. */
const CENTRAL_SILENT_MS = 45_000;

/** What a shop box hears, but for acks and heartbeats, which end at the link. */
export type Said = Exclude<HeardByBox, 'ack' | 'central'>;

export interface CentralLinkOptions {
  readonly broker: BrokerConfiguration;
  readonly configDir: string;
  readonly venue: VenueId;
  readonly dev: DeviceId;
  readonly version: string;
  readonly outbox: Outbox;
  readonly notices: Notices;
  readonly now: () => number;
  readonly random: () => number;
  readonly onMessage: (message: ReceivedOf<Said>) => void;
  /** Central came, went, or began anew. */
  readonly onCentral: (change: 'online' | 'offline' | 'anew') => void;
  readonly onAcknowledged?: (tookMs: number) => void;
}

/** The way to central and back: broker link, presence, the outbox's publisher, acks. */
export interface CentralLink {
  readonly isCentralOnline: boolean;
  /** What to add to our time to have central's. */
  readonly clockOffsetMs: number;
  readonly publisher: Publisher;
  /** Listens to the channels of the pairings that this box has members of, and to no others. */
  listenTo(channels: ReadonlySet<ChannelId>): void;
  publish<K extends MessageKind>(
    kind: K,
    levels: { readonly channel?: ChannelId },
    body: MessageBody<K>,
  ): Promise<void>;
  health(): readonly DeviceHealth[];
  tick(): void;
  close(): Promise<void>;
}

/** @throws Fault `bad-configuration` where a password or certificate file cannot be read */
export function openCentralLink(options: CentralLinkOptions): CentralLink {
  const { broker, venue, dev, outbox, notices, now } = options;
  let state: LinkState = { kind: 'connecting' };
  let central: CentralPresence | undefined;
  let heardAtMs = 0;
  let wasOnline = false;
  const clock = centralClock();
  let heard: ReadonlySet<ChannelId> = new Set();
  const counts = { connects: 0, losses: 0, messages: 0, rejected: 0, stale: 0 };

  function envelope<K extends MessageKind>(body: MessageBody<K>): OutgoingEnvelope<K> {
    const nowMs = now();
    const id = MessageId.parse(ulid(nowMs, options.random));
    return { v: 1, id, venue, dev, boot: outbox.boot, seq: 0, ts: nowMs, d: body };
  }

  function presence(is: DevicePresence['state']): DevicePresence {
    const pending = is === 'online' ? [...outbox.pending()] : [];
    return { state: is, boot: outbox.boot, version: options.version, pending };
  }

  const publisher = startPublisher({
    outbox,
    levels: { venue, dev },
    send: (message) => link.publishSealed(message),
    now,
    ...(options.onAcknowledged === undefined ? {} : { onAcknowledged: options.onAcknowledged }),
  });

  const link: MqttLink = connectLink({
    url: broker.url,
    clientId: dev,
    ...credentials(options),
    will: seal('device', { venue, dev }, envelope(presence('offline'))),
    birth: () => [seal('device', { venue, dev }, envelope(presence('online')))],
    random: options.random,
    onState(next) {
      const was = state.kind;
      state = next;
      if (next.kind === 'online') {
        counts.connects += 1;
        publisher.online();
      } else if (was === 'online') {
        counts.losses += 1;
        publisher.offline();
      }
      if (next.kind === 'offline') notices.fault(next.fault);
      tick();
    },
    onMessage(message) {
      counts.messages += 1;
      if (!isFor(message, 'box', 'venue', 'members')) return;
      // An owner of the venue that lost its lease may not have noticed yet.
      if ((message.envelope.ep ?? Number.POSITIVE_INFINITY) < (central?.epoch ?? 0)) {
        counts.stale += 1;
        return;
      }
      if (message.type === 'ack') void acknowledged(message);
      else if (message.type === 'central') centralSaid(message.envelope.d);
      else options.onMessage(message);
    },
    onRejected(topic, bytes, reason) {
      counts.rejected += 1;
      notices.add(
        'message-rejected',
        `a message of ${bytes.length} bytes on ${topic.slice(0, 120)} was left out: ${reason}`,
      );
    },
  });
  link.subscribe(kindsTo('box', 'venue').map((kind) => ({ kind, levels: { venue, dev } })));

  async function acknowledged(message: ReceivedOf<'ack'>): Promise<void> {
    const ack = message.envelope.d;
    for (const { seq, reason } of ack.rejected) {
      notices.add('message-rejected', `central kept message ${ack.boot}/${seq} aside: ${reason}`);
    }
    try {
      await publisher.acknowledged(ack);
    } catch (cause) {
      // The rows stay; they are sent and acknowledged once more.
      if (!(cause instanceof Fault)) throw cause;
      notices.fault(cause);
    }
  }

  function centralSaid(came: CentralPresence): void {
    const before = central;
    central = newestPresence(before, came);
    if (central !== came) return;
    heardAtMs = now();
    if (came.state === 'online') clock.heard(came.ts, heardAtMs);
    const isAnew =
      before !== undefined && (before.boot !== came.boot || before.epoch !== came.epoch);
    if (isAnew && came.state === 'online') {
      options.onCentral('anew');
      link.publish('device', { venue, dev }, envelope(presence('online'))).catch(() => {});
      publisher.restart();
    }
    tick();
  }

  function isCentralOnline(): boolean {
    return link.isOnline && central?.state === 'online' && now() - heardAtMs < CENTRAL_SILENT_MS;
  }

  function tick(): void {
    const isOnline = isCentralOnline();
    if (isOnline === wasOnline) return;
    wasOnline = isOnline;
    options.onCentral(isOnline ? 'online' : 'offline');
  }

  return {
    get isCentralOnline() {
      return isCentralOnline();
    },
    get clockOffsetMs() {
      return clock.offsetMs;
    },
    publisher,
    listenTo(channels) {
      const filter = (channel: ChannelId) => ({
        kind: 'channel' as const,
        levels: { venue, channel },
      });
      const added = [...channels].filter((channel) => !heard.has(channel));
      const gone = [...heard].filter((channel) => !channels.has(channel));
      heard = new Set(channels);
      if (added.length > 0) link.subscribe(added.map(filter));
      if (gone.length > 0) link.unsubscribe(gone.map(filter));
    },
    publish: (kind, levels, body) => link.publish(kind, { venue, dev, ...levels }, envelope(body)),
    health: () => [
      brokerHealth(broker.url, state, counts),
      {
        id: 'central',
        role: 'central',
        where: broker.url,
        state: isCentralOnline() ? 'open' : 'absent',
        ok: isCentralOnline(),
        ...(central === undefined
          ? {}
          : { said: `${central.state}, version ${central.version}`, saidAtMs: heardAtMs }),
        ...(isCentralOnline()
          ? {}
          : {
              advice:
                'central is not heard from: start it with "pindan central"; sales wait safely in the outbox meanwhile',
            }),
        statistics: { ...publisher.statistics, clockOffsetMs: clock.offsetMs },
      },
    ],
    tick,
    async close() {
      publisher.close();
      // A goodbye keeps the will from speaking, so we say ourselves that we are gone.
      if (link.isOnline)
        await link.publish('device', { venue, dev }, envelope(presence('offline'))).catch(() => {});
      await link.close();
    },
  };
}

function brokerHealth(
  url: string,
  state: LinkState,
  counts: Readonly<Record<string, number>>,
): DeviceHealth {
  const base = { id: 'broker', role: 'broker', where: url, statistics: { ...counts } } as const;
  switch (state.kind) {
    case 'online':
      return { ...base, state: 'open', ok: true };
    case 'connecting':
      return { ...base, state: 'opening', ok: false, advice: 'connecting' };
    case 'offline':
      return { ...base, state: 'lost', ok: false, advice: state.fault.message };
  }
}

function credentials({ broker, configDir, dev }: CentralLinkOptions): {
  username?: string;
  password?: string;
  tls?: { caFile?: string; certFile?: string; keyFile?: string };
} {
  const at = (path: string): string => resolve(configDir, path);
  const { username, passwordFile, tls } = broker;
  return {
    ...(passwordFile === undefined
      ? {}
      : { username: username ?? dev, password: readSecret(at(passwordFile)) }),
    ...(tls === undefined
      ? {}
      : {
          tls: {
            ...(tls.caFile === undefined ? {} : { caFile: at(tls.caFile) }),
            ...(tls.certFile === undefined ? {} : { certFile: at(tls.certFile) }),
            ...(tls.keyFile === undefined ? {} : { keyFile: at(tls.keyFile) }),
          },
        }),
  };
}

function readSecret(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new Fault(
      'bad-configuration',
      `broker.passwordFile: ${path} cannot be read; check the path and its mode`,
      { cause },
    );
  }
}
