import { randomBytes } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { Aedes, type AedesOptions, type Client } from 'aedes';
import type { BrokerConfiguration } from '../../contracts/configuration.ts';
import { Fault } from '../../contracts/fault.ts';
import { authenticator, type DoorCounters } from './authentication.ts';
import { listen, openServer, portOf } from './listen.ts';
import { mayHear, mayPublish, maySubscribe, type Peer } from './acl.ts';
import type { Credentials } from './credentials.ts';
import type { Log } from '../../service/log.ts';
import { isLoopback } from './loopback.ts';
import { packetGuard } from './packet-guard.ts';

/** Beyond this a client is cut off before its packet is collected. Well above a message, so that one that is merely too large
 *  still reaches quarantine and its sender is told. */
const PACKET_LIMIT_BYTES = 256 * 1024;
const CONNECTION_LIMIT = 250;
const CONNECT_TIMEOUT_MS = 10_000;
/** Above it a client's next messages wait for the next second. */
const MESSAGES_PER_SECOND = 10_000;

export interface BrokerOptions {
  readonly configuration: BrokerConfiguration;
  readonly venue: string;
  readonly credentials: Credentials;
  /** Whether a box has a member of the channel. */
  readonly isChannelMember: (channel: string, box: string) => boolean;
  readonly log: Log;
}

export interface BrokerCounters extends DoorCounters {
  connections: number;
  refusedPublishes: number;
  oversizePackets: number;
}

/** The broker inside central, in memory: what it forgets, outboxes and the journal know. */
export interface RunningBroker {
  readonly port: number;
  /** How central itself connects: always over loopback, with a secret made at this start. */
  readonly own: { readonly url: string; readonly username: string; readonly password: string };
  readonly counters: BrokerCounters;
  close(): Promise<void>;
}

/**
 * Starts aedes for `embedded://host:port`; port 0 takes a free one.
 * @throws Fault `bad-configuration` where it would be open to the network without TLS and credentials; `port-busy`
 * Source: docs/adr/0002-embedded-broker.md; docs/rules.md#rights.
 */
export async function startBroker(options: BrokerOptions): Promise<RunningBroker> {
  const { host, port } = addressOf(options.configuration.url);
  refuseOpenDoor(options, host);
  const password = randomBytes(32).toString('base64url');
  const counters = {
    connections: 0,
    refusedConnections: 0,
    refusedPublishes: 0,
    oversizePackets: 0,
  };
  const aedes = await Aedes.createBroker({
    concurrency: 500,
    connectTimeout: CONNECT_TIMEOUT_MS,
    keepaliveLimit: 600,
    ...rights(options, password, counters),
  });
  aedes.on('client', () => (counters.connections = aedes.connectedClients));
  aedes.on('clientDisconnect', () => (counters.connections = aedes.connectedClients));
  for (const event of ['clientError', 'connectionError'] as const) {
    aedes.on(event, (client, error) => {
      options.log.debug({ client: client?.id, reason: error.message }, 'a broker connection broke');
    });
  }
  const accept = (socket: Socket): void => {
    // Small messages that wait for answers: Nagle's algorithm would hold each back until the last one was confirmed.
    socket.setNoDelay(true);
    guardPackets(socket, counters, options.log);
    aedes.handle(socket);
  };
  const servers: Server[] = [];
  const close = async (): Promise<void> => {
    const closed = servers.map(
      (server) => new Promise<void>((resolve) => void server.close(() => resolve())),
    );
    await new Promise<void>((resolve) => aedes.close(() => resolve()));
    await Promise.all(closed);
  };
  try {
    const server = openServer(options.configuration, accept);
    servers.push(server);
    await listen(server, host, port);
    let own = { host, port: portOf(server) };
    // Central talks to a TLS broker through a loopback door of its own: it need not trust its own certificate.
    if (options.configuration.tls !== undefined) {
      const inner = createServer(accept);
      servers.push(inner);
      await listen(inner, '127.0.0.1', 0);
      own = { host: '127.0.0.1', port: portOf(inner) };
    }
    for (const one of servers) limitConnections(one, counters, options.log);
    return {
      port: portOf(server),
      own: { url: `mqtt://${own.host}:${own.port}`, username: 'central', password },
      counters,
      close,
    };
  } catch (cause) {
    await close();
    throw cause;
  }
}

/** Who may connect, publish, subscribe and hear, as aedes asks it. */
function rights(options: BrokerOptions, ownPassword: string, counters: BrokerCounters) {
  const { credentials, venue, log } = options;
  const peers = new WeakMap<object, Peer>();
  const peerOf = (client: Client | null): Peer | undefined =>
    client === null ? undefined : peers.get(client);
  return {
    authenticate: authenticator({ credentials, ownPassword, peers, counters, log }),
    authorizePublish(client, packet, done) {
      const peer = peerOf(client);
      if (peer !== undefined && mayPublish(peer, venue, packet.topic)) {
        throttle(client, done);
        return;
      }
      counters.refusedPublishes += 1;
      log.warn(
        { client: client?.id, topic: packet.topic.slice(0, 200) },
        'the broker refused a message: this client may not publish there',
      );
      done(new Error('not allowed to publish there'));
    },
    authorizeSubscribe(client, subscription, done) {
      const peer = peerOf(client);
      const isAllowed = peer !== undefined && maySubscribe(peer, venue, subscription.topic);
      if (!isAllowed) {
        log.warn(
          { client: client.id, filter: subscription.topic.slice(0, 200) },
          'the broker refused a subscription: this client may not listen there',
        );
      }
      done(null, isAllowed ? subscription : null);
    },
    authorizeForward(client, packet) {
      const peer = peerOf(client);
      const mayHearIt = peer !== undefined && mayHear(peer, packet.topic, options.isChannelMember);
      return mayHearIt ? packet : null;
    },
  } satisfies AedesOptions;
}

function limitConnections(server: Server, counters: BrokerCounters, log: Log): void {
  server.maxConnections = CONNECTION_LIMIT;
  server.on('drop', () => {
    counters.refusedConnections += 1;
    log.warn({ limit: CONNECTION_LIMIT }, 'the broker has too many connections');
  });
}

/** Host and port of a broker URL. */
export function addressOf(url: string): { readonly host: string; readonly port: number } {
  const match = /^\w+:\/\/(.+):(\d+)$/.exec(url);
  return { host: match?.[1] ?? '127.0.0.1', port: Number(match?.[2] ?? 0) };
}

function refuseOpenDoor(options: BrokerOptions, host: string): void {
  const { tls } = options.configuration;
  const hasTls = tls?.certFile !== undefined && tls.keyFile !== undefined;
  if (tls !== undefined && !hasTls) {
    throw new Fault(
      'bad-configuration',
      'broker.tls: an embedded broker needs both certFile and keyFile; add the missing one or remove tls',
    );
  }
  if (isLoopback(host) || (hasTls && options.credentials.count > 0)) return;
  const missing = [
    ...(hasTls ? [] : ['TLS (broker.tls.certFile and keyFile)']),
    ...(options.credentials.count > 0
      ? []
      : ['credentials (pindan central --config FILE --add-device NAME for each box)']),
  ];
  throw new Fault(
    'bad-configuration',
    `broker.url: ${options.configuration.url} would be open to the network without ${missing.join(' and ')}; add that, or listen on embedded://127.0.0.1:1883`,
  );
}

const rates = new WeakMap<object, { second: number; messages: number }>();

/** Delays, never drops: the client's socket is read no further meanwhile. */
function throttle(client: Client | null, done: (error?: Error | null) => void): void {
  if (client === null) {
    done();
    return;
  }
  const nowMs = Date.now();
  const second = Math.floor(nowMs / 1000);
  const rate = rates.get(client) ?? { second, messages: 0 };
  if (rate.second !== second) {
    rate.second = second;
    rate.messages = 0;
  }
  rate.messages += 1;
  rates.set(client, rate);
  if (rate.messages <= MESSAGES_PER_SECOND) done();
  else setTimeout(() => done(), 1000 - (nowMs % 1000));
}

/** With a `readable` listener present, `data` is emitted as the broker reads: the guard sees each chunk first and reads nothing itself. */
function guardPackets(socket: Socket, counters: BrokerCounters, log: Log): void {
  const guard = packetGuard(PACKET_LIMIT_BYTES);
  socket.on('data', (chunk: Buffer) => {
    const verdict = guard(chunk);
    if (verdict.kind === 'fine') return;
    counters.oversizePackets += 1;
    log.warn(
      { from: socket.remoteAddress, bytes: verdict.bytes, limitBytes: PACKET_LIMIT_BYTES },
      'the broker cut off a client whose packet is too large',
    );
    socket.destroy();
  });
}
