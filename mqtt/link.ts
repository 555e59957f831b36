import { Socket } from 'node:net';
import mqtt, { type MqttClient } from 'mqtt';
import { backOffMs } from '../contracts/back-off.ts';
import type { Fault } from '../contracts/fault.ts';
import { MESSAGES, type MessageKind, type TopicLevels, topicOf } from '../contracts/topics.ts';
import { brokerFault, brokerUrl, clientOptions, type ConnectionOptions } from './connection.ts';
import { type OutgoingEnvelope, openEnvelope, type Received } from './envelope.ts';
import { seal, type Sealed } from './sealed.ts';

const BACK_OFF = { firstMs: 500, limitMs: 30_000 };
/** Only a link that lasts so long makes the next pause short again: a broker that accepts and drops is not asked twice a second. */
const LASTING_MS = 5000;
const GOODBYE_LIMIT_MS = 1000;

export type LinkState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'online' }
  | { readonly kind: 'offline'; readonly fault: Fault; readonly retryInMs: number };

/** Which topics: a kind with levels; a level left out stands for all. */
export interface Subscription {
  readonly kind: MessageKind;
  readonly levels: TopicLevels;
}

export interface LinkOptions extends ConnectionOptions {
  /** What is published at each connect before anything else, after the subscriptions stand. */
  readonly birth?: () => readonly Sealed[];
  readonly onState: (state: LinkState) => void;
  readonly onMessage: (message: Received) => void;
  /** Oversize, malformed or unknown: the raw bytes, for quarantine and a notice. The link goes on. */
  readonly onRejected: (topic: string, bytes: Uint8Array, reason: string) => void;
  readonly random?: () => number;
  readonly backOff?: { readonly firstMs: number; readonly limitMs: number };
}

/** A typed connection to the broker that comes back by itself. It is never a queue: what is published while it is down is refused. */
export interface MqttLink {
  readonly isOnline: boolean;
  /** Resolves when the broker has it (QoS 1) or it was written (QoS 0). @throws Fault `broker-unreachable` while down or when the link breaks meanwhile */
  publish<K extends MessageKind>(
    kind: K,
    levels: TopicLevels,
    envelope: OutgoingEnvelope<K>,
  ): Promise<void>;
  publishSealed(message: Sealed): Promise<void>;
  /** Takes a retained message away. */
  clearRetained(kind: MessageKind, levels: TopicLevels): Promise<void>;
  /** Kept for every later connect too. */
  subscribe(subscriptions: readonly Subscription[]): void;
  unsubscribe(subscriptions: readonly Subscription[]): void;
  /** Says goodbye without the will and ends for good. */
  close(): Promise<void>;
}

/**
 * Connects and keeps connecting, with a growing and jittered pause (short at first, at most 30 s). Each attempt is a fresh client
 * with an empty store: mqtt.js would otherwise replay, reorder or drop what it held (docs/facts/messaging.md#mqttjs-store).
 */
export function connectLink(options: LinkOptions): MqttLink {
  const link = new ReconnectingMqttLink(options);
  // Handlers must not run before the caller has the link in hand.
  queueMicrotask(() => link.open());
  return link;
}

class ReconnectingMqttLink implements MqttLink {
  isOnline = false;
  readonly #options: LinkOptions;
  /** What is subscribed to at every connect. */
  readonly #filters = new Map<string, 0 | 1>();
  /** Publishes that wait for the broker: mqtt.js may never call back when the link closes, so the close settles them. */
  readonly #pending = new Set<() => void>();
  #client: MqttClient | undefined;
  #isClosed = false;
  #attempt = 0;
  #timer: NodeJS.Timeout | undefined;
  #lastError: Error | undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  open(): void {
    if (this.#isClosed) return;
    this.#options.onState({ kind: 'connecting' });
    let client: MqttClient;
    try {
      client = mqtt.connect(brokerUrl(this.#options.url), clientOptions(this.#options));
    } catch (cause) {
      this.#lastError = cause instanceof Error ? cause : new Error(String(cause));
      this.#retry();
      return;
    }
    this.#client = client;
    client.on('message', (topic, payload) => this.#received(topic, payload));
    client.on('connect', () => this.#connected(client));
    client.on('error', (error) => {
      this.#lastError = error;
    });
    client.on('close', () => this.#lost(client));
  }

  async publish<K extends MessageKind>(
    kind: K,
    levels: TopicLevels,
    envelope: OutgoingEnvelope<K>,
  ): Promise<void> {
    await this.#send(this.#client, seal(kind, levels, envelope));
  }

  publishSealed(message: Sealed): Promise<void> {
    return this.#send(this.#client, message);
  }

  clearRetained(kind: MessageKind, levels: TopicLevels): Promise<void> {
    const topic = topicOf(kind, levels);
    return this.#send(this.#client, { topic, bytes: Buffer.alloc(0), qos: 1, retain: true });
  }

  subscribe(subscriptions: readonly Subscription[]): void {
    const added = new Map<string, 0 | 1>();
    for (const { kind, levels } of subscriptions) {
      const filter = topicOf(kind, levels);
      const qos = Math.max(this.#filters.get(filter) ?? 0, MESSAGES[kind].qos) === 1 ? 1 : 0;
      this.#filters.set(filter, qos);
      added.set(filter, qos);
    }
    if (this.#client !== undefined && this.isOnline) subscribeNow(this.#client, added, () => {});
  }

  unsubscribe(subscriptions: readonly Subscription[]): void {
    const gone = subscriptions.map(({ kind, levels }) => topicOf(kind, levels));
    for (const filter of gone) this.#filters.delete(filter);
    if (this.#client !== undefined && this.isOnline && gone.length > 0) {
      this.#client.unsubscribe(gone, () => {});
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    const last = this.#client;
    this.isOnline = false;
    if (last === undefined) return;
    await Promise.race([last.endAsync().catch(() => {}), sleep(GOODBYE_LIMIT_MS)]);
    this.#client = undefined;
    this.#abandonPending();
    last.end(true);
  }

  #received(topic: string, payload: Buffer): void {
    const opened = openEnvelope(topic, payload);
    if (opened.kind === 'message') this.#options.onMessage(opened.message);
    // An empty retained message is how a topic is cleared; it says nothing.
    else if (payload.length > 0) this.#options.onRejected(topic, payload, opened.reason);
  }

  #connected(client: MqttClient): void {
    // Our messages are small and wait for answers: Nagle's algorithm would hold each back until the last one was confirmed.
    if (client.stream instanceof Socket) client.stream.setNoDelay(true);
    // The broker may handle packets side by side: what the birth brings back must not overtake the subscriptions.
    subscribeNow(client, this.#filters, () => {
      if (this.#client !== client || this.#isClosed) return;
      this.isOnline = true;
      this.#lastError = undefined;
      for (const message of this.#options.birth?.() ?? []) {
        this.#send(client, message).catch(() => {});
      }
      this.#options.onState({ kind: 'online' });
    });
    setTimeout(() => {
      if (this.#client === client && this.isOnline) this.#attempt = 0;
    }, LASTING_MS).unref();
  }

  #lost(client: MqttClient): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    this.isOnline = false;
    this.#abandonPending();
    client.end(true);
    if (!this.#isClosed) this.#retry();
  }

  #retry(): void {
    const { url, random = Math.random, backOff = BACK_OFF } = this.#options;
    const retryInMs = backOffMs(this.#attempt, random(), backOff);
    this.#attempt += 1;
    this.#options.onState({
      kind: 'offline',
      fault: brokerFault(url, this.#lastError, retryInMs),
      retryInMs,
    });
    this.#timer = setTimeout(() => this.open(), retryInMs);
  }

  async #send(through: MqttClient | undefined, message: Sealed): Promise<void> {
    const { url } = this.#options;
    if (through === undefined || through !== this.#client || !through.connected) {
      throw brokerFault(url, this.#lastError);
    }
    const { topic, bytes, qos, retain } = message;
    await new Promise<void>((resolve, reject) => {
      const abandon = (): void => reject(brokerFault(url, this.#lastError));
      this.#pending.add(abandon);
      through.publish(topic, bytes, { qos, retain }, (error) => {
        this.#pending.delete(abandon);
        if (error === undefined || error === null) resolve();
        else reject(brokerFault(url, error));
      });
    });
  }

  #abandonPending(): void {
    for (const abandon of this.#pending) abandon();
    this.#pending.clear();
  }
}

function subscribeNow(
  client: MqttClient,
  filters: ReadonlyMap<string, 0 | 1>,
  done: () => void,
): void {
  if (filters.size === 0) {
    done();
    return;
  }
  const map = Object.fromEntries([...filters].map(([filter, qos]) => [filter, { qos }]));
  client.subscribe(map, (error, granted) => {
    const isRefused = granted?.some((grant) => grant.qos === 128) ?? false;
    if (error === null && !isRefused) done();
    // A refused filter ends the connection: better to come back loudly than to be half deaf.
    else client.stream.destroy(new Error('the broker refused a subscription'));
  });
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
