import type { BrokerConfiguration } from '../../contracts/configuration.ts';
import type { DeviceHealth } from '../../contracts/device-health.ts';
import { Fault } from '../../contracts/fault.ts';
import { type ChannelId, type BoxId, MessageId, ulid, type VenueId } from '../../contracts/ids.ts';
import type { CentralPresence, BoxPresence } from '../../contracts/presence.ts';
import {
  type HeardByBox,
  kindsTo,
  type MessageBody,
  type MessageKind,
} from '../../contracts/topics.ts';
import { brokerLogin, tlsFiles } from '../../mqtt/broker-login.ts';
import {
  isFor,
  type OutgoingEnvelope,
  type Received,
  type ReceivedOf,
} from '../../mqtt/envelope.ts';
import { connectLink, type LinkState, type MqttLink } from '../../mqtt/link.ts';
import { seal } from '../../mqtt/sealed.ts';
import type { Notices } from '../../service/notices.ts';
import { brokerHealth, centralHealth } from './central-health.ts';
import { CentralWatch } from './central-watch.ts';
import type { Outbox } from './outbox.ts';
import { Publisher } from './publisher.ts';

/** What a box hears, but for acks and heartbeats, which end at the link. */
export type Said = Exclude<HeardByBox, 'ack' | 'central'>;

export interface CentralLinkOptions {
  readonly broker: BrokerConfiguration;
  readonly configDir: string;
  readonly venue: VenueId;
  readonly dev: BoxId;
  readonly version: string;
  readonly outbox: Outbox;
  readonly notices: Notices;
  readonly now: () => number;
  readonly random: () => number;
  readonly onAcknowledged?: (tookMs: number) => void;
}

/** Who is told what comes down the link. */
export interface CentralListener {
  onMessage(message: ReceivedOf<Said>): void;
  /** Central came, went, or began anew. */
  onCentral(change: 'online' | 'offline' | 'anew'): void;
}

/** The way to central and back: broker link, presence, the outbox's publisher, acks. Nothing goes or comes before it is opened. */
export class CentralLink {
  readonly #options: CentralLinkOptions;
  readonly #watch = new CentralWatch();
  readonly #publisher: Publisher;
  readonly #counts = { connects: 0, losses: 0, messages: 0, rejected: 0, stale: 0 };
  #link: MqttLink | undefined;
  #listener: CentralListener | undefined;
  #state: LinkState = { kind: 'connecting' };
  /** Whether the listener was last told that central is there. */
  #wasOnline = false;
  #channels: ReadonlySet<ChannelId> = new Set();

  constructor(options: CentralLinkOptions) {
    const { outbox, venue, dev, now, onAcknowledged } = options;
    this.#options = options;
    this.#publisher = new Publisher({
      outbox,
      levels: { venue, dev },
      send: async (message) => this.#link?.publishSealed(message),
      now,
      ...(onAcknowledged === undefined ? {} : { onAcknowledged }),
    });
  }

  get isCentralOnline(): boolean {
    return this.#link?.isOnline === true && this.#watch.isAlive(this.#options.now());
  }

  /** The time by central's clock: deadlines are central's. */
  venueNow(): number {
    return this.#options.now() + this.#watch.clockOffsetMs;
  }

  /** Connects, and keeps connecting. @throws Fault `bad-configuration` where a password file cannot be read */
  open(listener: CentralListener): void {
    const { broker, configDir, venue, dev, random } = this.#options;
    this.#listener = listener;
    this.#link = connectLink({
      url: broker.url,
      clientId: dev,
      ...(broker.passwordFile === undefined
        ? tlsFiles(broker.tls, configDir)
        : brokerLogin({ ...broker, username: broker.username ?? dev }, configDir)),
      will: seal('device', { venue, dev }, this.#presence('offline')),
      birth: () => [seal('device', { venue, dev }, this.#presence('online'))],
      random,
      onState: (state) => this.#linkChanged(state),
      onMessage: (message) => this.#received(message),
      onRejected: (topic, bytes, reason) => this.#rejected(topic, bytes, reason),
    });
    this.#link.subscribe(kindsTo('box', 'venue').map((kind) => ({ kind, levels: { venue, dev } })));
  }

  /** Listens to the channels of the pairings that this box has members of, and to no others. Does nothing before the link is open. */
  listenTo(channels: ReadonlySet<ChannelId>): void {
    if (this.#link === undefined) return;
    const { venue } = this.#options;
    const filter = (channel: ChannelId) => ({
      kind: 'channel' as const,
      levels: { venue, channel },
    });
    const added = [...channels].filter((channel) => !this.#channels.has(channel));
    const gone = [...this.#channels].filter((channel) => !channels.has(channel));
    this.#channels = new Set(channels);
    if (added.length > 0) this.#link.subscribe(added.map(filter));
    if (gone.length > 0) this.#link.unsubscribe(gone.map(filter));
  }

  async publish<K extends MessageKind>(
    kind: K,
    levels: { readonly channel?: ChannelId },
    body: MessageBody<K>,
  ): Promise<void> {
    const { venue, dev } = this.#options;
    await this.#link?.publish(kind, { venue, dev, ...levels }, this.#envelope(body));
  }

  health(): readonly DeviceHealth[] {
    const { url } = this.#options.broker;
    return [
      brokerHealth(url, this.#state, this.#counts),
      centralHealth(url, this.isCentralOnline, this.#watch, { ...this.#publisher.statistics }),
    ];
  }

  /** Notices that central has been silent for long: call it every second. */
  tick(): void {
    const isOnline = this.isCentralOnline;
    if (isOnline === this.#wasOnline) return;
    this.#wasOnline = isOnline;
    this.#listener?.onCentral(isOnline ? 'online' : 'offline');
  }

  async close(): Promise<void> {
    this.#publisher.close();
    // A goodbye keeps the will from speaking, so we say ourselves that we are gone.
    if (this.#link?.isOnline === true) await this.#sayPresence('offline');
    await this.#link?.close();
  }

  #linkChanged(next: LinkState): void {
    const was = this.#state.kind;
    this.#state = next;
    if (next.kind === 'online') {
      this.#counts.connects += 1;
      this.#publisher.online();
    } else if (was === 'online') {
      this.#counts.losses += 1;
      this.#publisher.offline();
    }
    if (next.kind === 'offline') this.#options.notices.fault(next.fault);
    this.tick();
  }

  #received(message: Received): void {
    this.#counts.messages += 1;
    if (!isFor(message, 'box', 'venue', 'members')) return;
    if (this.#watch.isReplaced(message.envelope.ep)) {
      this.#counts.stale += 1;
      return;
    }
    if (message.type === 'ack') void this.#acknowledged(message);
    else if (message.type === 'central') this.#centralSaid(message.envelope.d);
    else this.#listener?.onMessage(message);
  }

  #rejected(topic: string, bytes: Uint8Array, reason: string): void {
    this.#counts.rejected += 1;
    this.#options.notices.add(
      'message-rejected',
      `a message of ${bytes.length} bytes on ${topic.slice(0, 120)} was left out: ${reason}`,
    );
  }

  async #acknowledged(message: ReceivedOf<'ack'>): Promise<void> {
    const { notices } = this.#options;
    const ack = message.envelope.d;
    for (const { seq, reason } of ack.rejected) {
      notices.add('message-rejected', `central kept message ${ack.boot}/${seq} aside: ${reason}`);
    }
    try {
      await this.#publisher.acknowledged(ack);
    } catch (cause) {
      // The rows stay; they are sent and acknowledged once more.
      if (!(cause instanceof Fault)) throw cause;
      notices.fault(cause);
    }
  }

  #centralSaid(came: CentralPresence): void {
    const heard = this.#watch.hear(came, this.#options.now());
    if (heard === 'old') return;
    if (heard === 'anew') {
      this.#listener?.onCentral('anew');
      void this.#sayPresence('online');
      this.#publisher.restart();
    }
    this.tick();
  }

  async #sayPresence(state: BoxPresence['state']): Promise<void> {
    const { venue, dev } = this.#options;
    await this.#link?.publish('device', { venue, dev }, this.#presence(state)).catch(() => {});
  }

  #presence(state: BoxPresence['state']): OutgoingEnvelope<'device'> {
    const { outbox, version } = this.#options;
    const pending = state === 'online' ? [...outbox.pending()] : [];
    return this.#envelope<'device'>({ state, boot: outbox.boot, version, pending });
  }

  #envelope<K extends MessageKind>(body: MessageBody<K>): OutgoingEnvelope<K> {
    const { outbox, venue, dev, now, random } = this.#options;
    const nowMs = now();
    const id = MessageId.parse(ulid(nowMs, random));
    return { v: 1, id, venue, dev, boot: outbox.boot, seq: 0, ts: nowMs, d: body };
  }
}
