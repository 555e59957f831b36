import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { backOffMs } from '../contracts/back-off.ts';
import { Fault } from '../contracts/fault.ts';
import { MESSAGES, type MessageKind, type TopicLevels, topicOf } from '../contracts/topics.ts';
import { type OutgoingEnvelope, openEnvelope, type Received, sealEnvelope } from './envelope.ts';

export type LinkState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'online' }
  | { readonly kind: 'offline'; readonly fault: Fault; readonly retryInMs: number };

/** Which topics: a kind with levels; a level left out stands for all. */
export interface Subscription {
  readonly kind: MessageKind;
  readonly levels: TopicLevels;
}

/** A message ready to be published. */
export interface Sealed {
  readonly topic: string;
  readonly bytes: Buffer;
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

export interface LinkOptions {
  /** `mqtt://`, `mqtts://` or `embedded://host:port` (central's own broker, plain MQTT to a client). */
  readonly url: string;
  readonly clientId: string;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: {
    readonly caFile?: string;
    readonly certFile?: string;
    readonly keyFile?: string;
  };
  readonly will?: Sealed;
  /** What is published at each connect before anything else, after the subscriptions stand. */
  readonly birth?: () => readonly Sealed[];
  readonly onState: (state: LinkState) => void;
  readonly onMessage: (message: Received) => void;
  /** Oversize, malformed or unknown: the raw bytes, for quarantine and a notice. The link goes on. */
  readonly onRejected: (topic: string, bytes: Uint8Array, reason: string) => void;
  readonly random?: () => number;
  readonly keepaliveSeconds?: number;
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

/** A message as its row of the topics table wants it sent. @throws Fault `message-rejected` where it is too large */
export function seal<K extends MessageKind>(
  kind: K,
  levels: TopicLevels,
  envelope: OutgoingEnvelope<K>,
): Sealed {
  const { qos, retain } = MESSAGES[kind];
  return { topic: topicOf(kind, levels), bytes: sealEnvelope(kind, envelope), qos, retain };
}

/**
 * Connects and keeps connecting, with a growing and jittered pause (short at first, at most 30 s). Each attempt is a fresh client
 * with an empty store: mqtt.js would otherwise replay, reorder or drop what it held (docs/facts/messaging.md#mqttjs-store).
 */
export function connectLink(options: LinkOptions): MqttLink {
  const random = options.random ?? Math.random;
  const backOff = options.backOff ?? { firstMs: 500, limitMs: 30_000 };
  const filters = new Map<string, 0 | 1>();
  let client: MqttClient | undefined;
  let isOnline = false;
  let isClosed = false;
  let attempt = 0;
  let timer: NodeJS.Timeout | undefined;
  let lastError: Error | undefined;
  /** Publishes that wait for the broker: mqtt.js may never call back when the link closes, so the close settles them. */
  const pending = new Set<() => void>();

  function open(): void {
    if (isClosed) return;
    options.onState({ kind: 'connecting' });
    let next: MqttClient;
    try {
      next = mqtt.connect(brokerUrl(options.url), clientOptions(options));
    } catch (cause) {
      lastError = cause instanceof Error ? cause : new Error(String(cause));
      retry();
      return;
    }
    client = next;
    next.on('message', (topic, payload) => {
      const opened = openEnvelope(topic, payload);
      if (opened.kind === 'message') options.onMessage(opened.message);
      // An empty retained message is how a topic is cleared; it says nothing.
      else if (payload.length > 0) options.onRejected(topic, payload, opened.reason);
    });
    next.on('connect', () => {
      // Our messages are small and wait for answers: Nagle's algorithm would hold each back until the last one was confirmed.
      if (next.stream instanceof Socket) next.stream.setNoDelay(true);
      // The broker may handle packets side by side: what the birth brings back must not overtake the subscriptions.
      subscribeNow(next, filters, () => {
        if (client !== next || isClosed) return;
        isOnline = true;
        lastError = undefined;
        for (const message of options.birth?.() ?? []) send(next, message).catch(() => {});
        options.onState({ kind: 'online' });
      });
      // Only a link that lasts makes the next pause short again: a broker that accepts and drops is not asked twice a second.
      setTimeout(() => {
        if (client === next && isOnline) attempt = 0;
      }, 5000).unref();
    });
    next.on('error', (error) => {
      lastError = error;
    });
    next.on('close', () => {
      if (client !== next) return;
      client = undefined;
      isOnline = false;
      abandonPending();
      next.end(true);
      if (!isClosed) retry();
    });
  }

  function abandonPending(): void {
    for (const abandon of pending) abandon();
    pending.clear();
  }

  function retry(): void {
    const retryInMs = backOffMs(attempt, random(), backOff);
    attempt += 1;
    options.onState({
      kind: 'offline',
      fault: brokerFault(options.url, lastError, retryInMs),
      retryInMs,
    });
    timer = setTimeout(open, retryInMs);
  }

  async function send(through: MqttClient | undefined, message: Sealed): Promise<void> {
    const isGone = (): boolean => through === undefined || through !== client || !through.connected;
    if (through === undefined || isGone()) throw brokerFault(options.url, lastError);
    const { topic, bytes, qos, retain } = message;
    await new Promise<void>((resolve, reject) => {
      const abandon = (): void => reject(brokerFault(options.url, lastError));
      pending.add(abandon);
      through.publish(topic, bytes, { qos, retain }, (error) => {
        pending.delete(abandon);
        if (error === undefined || error === null) resolve();
        else reject(brokerFault(options.url, error));
      });
    });
  }

  const link: MqttLink = {
    get isOnline() {
      return isOnline;
    },
    publish: async (kind, levels, envelope) => send(client, seal(kind, levels, envelope)),
    publishSealed: (message) => send(client, message),
    clearRetained: (kind, levels) =>
      send(client, { topic: topicOf(kind, levels), bytes: Buffer.alloc(0), qos: 1, retain: true }),
    subscribe(subscriptions) {
      const added = new Map<string, 0 | 1>();
      for (const { kind, levels } of subscriptions) {
        const filter = topicOf(kind, levels);
        const qos = Math.max(filters.get(filter) ?? 0, MESSAGES[kind].qos) === 1 ? 1 : 0;
        filters.set(filter, qos);
        added.set(filter, qos);
      }
      if (client !== undefined && isOnline) subscribeNow(client, added, () => {});
    },
    unsubscribe(subscriptions) {
      const gone = subscriptions.map(({ kind, levels }) => topicOf(kind, levels));
      for (const filter of gone) filters.delete(filter);
      if (client !== undefined && isOnline && gone.length > 0) client.unsubscribe(gone, () => {});
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      const last = client;
      isOnline = false;
      if (last !== undefined) {
        await Promise.race([last.endAsync().catch(() => {}), sleep(1000)]);
        client = undefined;
        abandonPending();
        last.end(true);
      }
    },
  };
  // Handlers must not run before the caller has the link in hand.
  queueMicrotask(open);
  return link;
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

function brokerUrl(url: string): string {
  return url.replace(/^embedded:/, 'mqtt:');
}

function clientOptions(options: LinkOptions): IClientOptions {
  const { tls, will, username, password } = options;
  return {
    clientId: options.clientId,
    protocolVersion: 4,
    clean: false,
    keepalive: options.keepaliveSeconds ?? 20,
    connectTimeout: 10_000,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls?.caFile === undefined ? {} : { ca: readFileSync(tls.caFile) }),
    ...(tls?.certFile === undefined ? {} : { cert: readFileSync(tls.certFile) }),
    ...(tls?.keyFile === undefined ? {} : { key: readFileSync(tls.keyFile) }),
    ...(will === undefined
      ? {}
      : { will: { topic: will.topic, payload: will.bytes, qos: will.qos, retain: will.retain } }),
  };
}

function brokerFault(url: string, cause: Error | undefined, retryAfterMs?: number): Fault {
  const reason = cause === undefined ? 'the connection was closed' : cause.message || cause.name;
  // Codes 1 to 5 of a 3.1.1 CONNACK are refusals: wrong version, client id, user or password.
  const isRefusal = cause !== undefined && 'code' in cause && typeof cause.code === 'number';
  return new Fault(
    isRefusal ? 'broker-refused' : 'broker-unreachable',
    isRefusal
      ? `the broker ${url} refuses us: ${reason}; check user name, password file and client id`
      : `the broker ${url} cannot be reached: ${reason}; check that it runs and that address and port are right`,
    { cause, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
  );
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
