import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Aedes } from 'aedes';
import { afterEach, expect, test } from 'vitest';
import { draw } from '../contracts/testing/draw.ts';
import { BoxId, MessageId, ulid, VenueId } from '../contracts/ids.ts';
import { CENTRAL, type Received } from './envelope.ts';
import { connectLink, type LinkState, type MqttLink } from './link.ts';
import { seal } from './sealed.ts';

const venue = VenueId.parse('shop');
const dev = BoxId.parse('box-1');
const cleanUps: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

interface TestBroker {
  readonly broker: Aedes;
  readonly port: number;
  readonly sockets: ReadonlySet<Socket>;
  stop(): Promise<void>;
}

async function startBroker(port = 0): Promise<TestBroker> {
  const broker = await Aedes.createBroker();
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    broker.handle(socket);
  });
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  let isStopped = false;
  const stop = async (): Promise<void> => {
    if (isStopped) return;
    isStopped = true;
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => {
      server.close(resolve);
    });
    await new Promise<void>((resolve) => {
      broker.close(resolve);
    });
  };
  cleanUps.push(stop);
  const address = server.address() as AddressInfo;
  return { broker, port: address.port, sockets, stop };
}

interface Heard {
  readonly link: MqttLink;
  readonly states: LinkState[];
  readonly messages: Received[];
  readonly rejected: { topic: string; bytes: Uint8Array; reason: string }[];
}

function connect(
  port: number,
  clientId: string,
  more: Partial<Parameters<typeof connectLink>[0]> = {},
): Heard {
  const states: LinkState[] = [];
  const messages: Received[] = [];
  const rejected: Heard['rejected'] = [];
  const link = connectLink({
    url: `embedded://127.0.0.1:${port}`,
    clientId,
    onState: (state) => states.push(state),
    onMessage: (message) => messages.push(message),
    onRejected: (topic, bytes, reason) => rejected.push({ topic, bytes, reason }),
    backOff: { firstMs: 20, limitMs: 100 },
    random: draw,
    ...more,
  });
  cleanUps.push(() => link.close());
  return { link, states, messages, rejected };
}

async function until(isTrue: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 5000;
  while (!isTrue()) {
    if (performance.now() > deadline) throw new Error(`never: ${what}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}

const envelope = <D>(from: BoxId, d: D) => ({
  v: 1,
  id: MessageId.parse(ulid(1_700_000_000_000, draw)),
  venue,
  dev: from,
  boot: 7,
  seq: 1,
  ts: 1_700_000_000_000,
  d,
});

const online = envelope(dev, { state: 'online' as const, boot: 7, version: '0.1.0', pending: [] });
const offline = envelope(dev, {
  state: 'offline' as const,
  boot: 7,
  version: '0.1.0',
  pending: [],
});

const notice = envelope(CENTRAL, { notice: 'code-expired' as const, atMs: 1 });

test('a message arrives typed, and what is not a message is handed over with its bytes and the reason', async () => {
  const { port, broker } = await startBroker();
  const box = connect(port, 'box-1');
  box.link.subscribe([{ kind: 'ack', levels: { venue, dev } }]);
  const central = connect(port, 'central');
  await until(() => box.link.isOnline && central.link.isOnline, 'both online');
  await new Promise((resolve) => {
    setTimeout(resolve, 50);
  });
  await central.link.publish(
    'ack',
    { venue, dev },
    envelope(CENTRAL, { boot: 7, seq: 41, rejected: [] }),
  );
  broker.publish(
    {
      cmd: 'publish',
      topic: 'pindan/v1/shop/down/box-1/ack',
      payload: Buffer.from('{"v":1'),
      qos: 0,
      retain: false,
      dup: false,
    },
    () => {},
  );
  await until(() => box.messages.length === 1 && box.rejected.length === 1, 'one of each');
  expect(box.messages[0]).toMatchObject({ type: 'ack', envelope: { d: { boot: 7, seq: 41 } } });
  expect(box.rejected[0]?.reason).toBe('not JSON in UTF-8');
  expect(Buffer.from(box.rejected[0]?.bytes ?? []).toString()).toBe('{"v":1');
});

test('after the broker was replaced by an empty one, birth and subscriptions are there again', async () => {
  const first = await startBroker();
  const watcher = connect(first.port, 'central');
  watcher.link.subscribe([{ kind: 'device', levels: { venue } }]);
  await until(() => watcher.link.isOnline, 'watcher online');
  const box = connect(first.port, 'box-1', {
    will: seal('device', { venue, dev }, offline),
    birth: () => [seal('device', { venue, dev }, online)],
  });
  await until(() => watcher.messages.length === 1, 'the first birth');
  await first.stop();
  await until(() => !box.link.isOnline && !watcher.link.isOnline, 'both noticed');
  await startBroker(first.port);
  await until(() => watcher.messages.length >= 2, 'the birth again');
  expect(watcher.messages.at(-1)).toMatchObject({
    type: 'device',
    envelope: { d: { state: 'online', boot: 7 } },
  });
  const lost = box.states.find((state) => state.kind === 'offline');
  expect(lost?.kind === 'offline' && lost.fault.code).toBe('broker-unreachable');
});

test('the will speaks when the connection breaks, and not after a goodbye', async () => {
  const { port, sockets } = await startBroker();
  const watcher = connect(port, 'central');
  watcher.link.subscribe([{ kind: 'device', levels: { venue } }]);
  await until(() => watcher.link.isOnline, 'watcher online');
  const watchers = new Set(sockets);
  const will = seal('device', { venue, dev }, offline);
  const box = connect(port, 'box-1', { will, backOff: { firstMs: 60_000, limitMs: 60_000 } });
  await until(() => box.link.isOnline, 'box online');
  for (const socket of sockets) if (!watchers.has(socket)) socket.destroy();
  await until(() => watcher.messages.length === 1, 'the will');
  expect(watcher.messages[0]).toMatchObject({ envelope: { d: { state: 'offline' } } });
  const polite = connect(port, 'box-2', { will });
  await until(() => polite.link.isOnline, 'polite box online');
  await polite.link.close();
  await new Promise((resolve) => {
    setTimeout(resolve, 100);
  });
  expect(watcher.messages).toHaveLength(1);
});

test('what is published while the link is down is refused at once, and what was under way when it broke is settled', async () => {
  const { port, broker } = await startBroker();
  const box = connect(port, 'box-1');
  await until(() => box.link.isOnline, 'online');
  broker.authorizePublish = (client) => {
    client?.conn.destroy();
  };
  const underWay = box.link.publish('staff', { venue }, notice);
  await expect(underWay).rejects.toMatchObject({ code: 'broker-unreachable' });
  await expect(box.link.publish('staff', { venue }, notice)).rejects.toMatchObject({
    code: 'broker-unreachable',
  });
});

/** Refuses filters as an access list does: its SUBACK says 128 for them. */
function refusing(broker: Aedes, isRefused: (filter: string) => boolean): void {
  broker.authorizeSubscribe = (_, subscription, done) =>
    done(null, isRefused(subscription.topic) ? null : subscription);
}

test('where the broker refuses a subscription at the connect, the link is not online, and says so until it is granted', async () => {
  const { port, broker } = await startBroker();
  let isRefused = true;
  refusing(broker, (filter) => isRefused && filter.endsWith('/staff'));
  const births: number[] = [];
  const box = connect(port, 'box-1', {
    birth: () => {
      births.push(1);
      return [];
    },
  });
  box.link.subscribe([
    { kind: 'ack', levels: { venue, dev } },
    { kind: 'staff', levels: { venue } },
  ]);
  const offline = () => box.states.filter((state) => state.kind === 'offline');
  await until(() => offline().length >= 2 || box.link.isOnline, 'it tried twice');
  expect(box.states.filter((state) => state.kind === 'online')).toEqual([]);
  expect(births).toEqual([]);
  isRefused = false;
  await until(() => box.link.isOnline, 'it is granted');
  await box.link.publish('staff', { venue }, notice);
  await until(() => box.messages.length === 1, 'the link hears');
});

test('where the broker refuses a subscription later on, the link breaks rather than being half deaf', async () => {
  const { port, broker } = await startBroker();
  let isRefused = true;
  refusing(broker, (filter) => isRefused && filter.endsWith('/staff'));
  const box = connect(port, 'box-1');
  box.link.subscribe([{ kind: 'ack', levels: { venue, dev } }]);
  await until(() => box.link.isOnline, 'online');
  box.link.subscribe([{ kind: 'staff', levels: { venue } }]);
  await until(() => !box.link.isOnline, 'the link broke');
  isRefused = false;
  await until(() => box.link.isOnline, 'it is granted');
  await box.link.publish('staff', { venue }, notice);
  await until(() => box.messages.length === 1, 'the link hears');
});
