import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { BoxId } from '../../contracts/ids.ts';
import { Fault } from '../../contracts/fault.ts';
import { connectLink, type LinkOptions, type LinkState, type MqttLink } from '../../mqtt/link.ts';
import { type BrokerOptions, type RunningBroker, startBroker } from './broker.ts';
import { addBox, readCredentials } from './credentials.ts';
import { until } from '../testing/venue.ts';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const HAS_OPENSSL = spawnSync('openssl', ['version']).error === undefined;
const NOBODY = { count: 0, accepts: () => Promise.resolve(false) };

async function broker(more: Partial<BrokerOptions> = {}): Promise<RunningBroker> {
  const running = await startBroker({
    configuration: { url: 'embedded://127.0.0.1:0' },
    venue: 'shop-1',
    credentials: NOBODY,
    isChannelMember: () => false,
    log,
    ...more,
  });
  closers.push(() => running.close());
  return running;
}

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'pindan-broker-'));
  closers.push(() => rmSync(dir, { recursive: true }));
  return dir;
}

async function faultOf(starting: Promise<unknown>): Promise<Fault> {
  const cause: unknown = await starting.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (cause instanceof Fault) return cause;
  throw new Error('expected a Fault');
}

interface Talker {
  readonly link: MqttLink;
  readonly states: LinkState[];
  readonly heard: string[];
}

function talker(options: Partial<LinkOptions> & Pick<LinkOptions, 'url' | 'clientId'>): Talker {
  const states: LinkState[] = [];
  const heard: string[] = [];
  const link = connectLink({
    onState: (state) => void states.push(state),
    onMessage: () => {},
    onRejected: (topic) => void heard.push(topic),
    backOff: { firstMs: 30, limitMs: 100 },
    ...options,
  });
  closers.push(() => link.close());
  return { link, states, heard };
}

const raw = (topic: string, retain = false) => ({
  topic,
  bytes: Buffer.from('hello'),
  qos: 1 as const,
  retain,
});
const refusals = ({ states }: Talker): number =>
  states.filter((state) => state.kind === 'offline' && state.fault.code === 'broker-refused')
    .length;

describe('the embedded broker', () => {
  test.skipIf(!HAS_OPENSSL)(
    'off loopback it starts only with TLS and credentials, and says what is missing (needs openssl)',
    async () => {
      const url = 'embedded://0.0.0.0:0';
      const bare = await faultOf(broker({ configuration: { url } }));
      expect(bare.code).toBe('bad-configuration');
      expect(bare.message).toContain('open to the network without TLS');
      expect(bare.message).toContain('--add-device');
      const { tls } = certificate();
      const nobody = await faultOf(broker({ configuration: { url, tls } }));
      expect(nobody.message).not.toContain('TLS');
      expect(nobody.message).toContain('credentials');
      const half = await faultOf(
        broker({ configuration: { url: 'embedded://127.0.0.1:0', tls: { keyFile: 'x' } } }),
      );
      expect(half.message).toContain('both certFile and keyFile');
    },
  );

  test('a port in use is named with the way out', async () => {
    const first = await broker();
    const fault = await faultOf(
      broker({ configuration: { url: `embedded://127.0.0.1:${first.port}` } }),
    );
    expect(fault.code).toBe('port-busy');
    expect(fault.message).toContain(String(first.port));
  });

  test('nobody on loopback can pass for central, say what only central says, or publish under $SYS', async () => {
    const { own, counters, port } = await broker();
    const thief = talker({ url: own.url, clientId: 'central' });
    await until('the thief is refused', () => refusals(thief) > 0);

    const central = talker({ ...own, clientId: 'central' });
    await until('central is in', () => central.link.isOnline);
    central.link.subscribe([{ kind: 'sale', levels: {} }]);
    const box = talker({ url: `mqtt://127.0.0.1:${port}`, clientId: 'box-1' });
    await until('the box is in', () => box.link.isOnline);
    await box.link.publishSealed(raw('pindan/v1/shop-1/up/box-1/event'));
    await until('it was heard', () => central.heard.length > 0);
    const forbidden = [
      '$SYS/aedes/new/clients',
      'pindan/v1/shop-1/down/box-2/pairing',
      'pindan/v1/shop-1/ref/promotions',
      'pindan/v1/shop-1/st/central',
      'pindan/v1/shop-2/up/box-1/event',
      'anything',
    ];
    for (const [index, topic] of forbidden.entries()) {
      await until('the box is in', () => box.link.isOnline);
      await box.link.publishSealed(raw(topic, true)).catch(() => {});
      await until(`${topic} was refused`, () => counters.refusedPublishes > index);
    }
    expect(central.heard).toEqual(['pindan/v1/shop-1/up/box-1/event']);
  });

  test('with credentials a box speaks and hears under its own name alone, its will too', async () => {
    const dir = folder();
    const secrets = new Map<string, string>();
    for (const name of ['box-1', 'box-2']) secrets.set(name, await addBox(dir, BoxId.parse(name)));
    const members = new Set(['box-1']);
    const { own, port, counters } = await broker({
      credentials: readCredentials(dir),
      isChannelMember: (channel, device) => channel === 'c1' && members.has(device),
    });
    const url = `mqtt://127.0.0.1:${port}`;
    const login = (name: string) => ({
      url,
      clientId: name,
      username: name,
      password: secrets.get(name) ?? '',
    });

    for (const wrong of [
      { url, clientId: 'box-1' },
      { ...login('box-1'), password: 'guess' },
      { ...login('box-1'), clientId: 'box-2' },
      { ...login('box-1'), username: 'box-3', clientId: 'box-3' },
    ]) {
      const stranger = talker(wrong);
      await until('the stranger is refused', () => refusals(stranger) > 0);
      await stranger.link.close();
    }

    const central = talker({ ...own, clientId: 'central' });
    central.link.subscribe([
      { kind: 'sale', levels: {} },
      { kind: 'device', levels: {} },
    ]);
    const [box1, box2] = [
      talker(login('box-1')),
      talker({ ...login('box-2'), will: raw('pindan/v1/shop-1/st/box-1', true) }),
    ];
    await until('all are in', () => [central, box1, box2].every((one) => one.link.isOnline));

    // The filter for everybody's channels is granted, what is not one's own does not come.
    for (const one of [box1, box2])
      one.link.subscribe([{ kind: 'channel', levels: { venue: 'shop-1' } }]);
    await central.link.publishSealed(raw('pindan/v1/shop-1/ch/c1/box-9'));
    await until('the member hears', () => box1.heard.length === 1);
    expect(box2.heard).toEqual([]);

    await box2.link.publishSealed(raw('pindan/v1/shop-1/up/box-1/event')).catch(() => {});
    await until('speaking for another is refused', () => counters.refusedPublishes > 0);
    // The broker dropped box-2 for that, so its will, under box-1's name, was looked at as well.
    await until('the will is refused too', () => counters.refusedPublishes > 1);
    await box1.link.publishSealed(raw('pindan/v1/shop-1/up/box-1/event'));
    await until('the own word is heard', () => central.heard.length > 0);
    expect(central.heard).toEqual(['pindan/v1/shop-1/up/box-1/event']);
  });

  test('a packet that is too large cuts its sender off before it is collected; the others go on', async () => {
    const { port, counters, own } = await broker();
    const central = talker({ ...own, clientId: 'central' });
    await until('central is in', () => central.link.isOnline);
    const socket = await open(port);
    const closed = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
    // CONNECT of client "a", then a PUBLISH that says it is 256 MB long.
    socket.write(Buffer.from('100d00044d51545404020078000161', 'hex'));
    socket.write(Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f, 0x00]));
    await closed;
    expect(counters.oversizePackets).toBe(1);
    expect(central.link.isOnline).toBe(true);
  });

  test.skipIf(!HAS_OPENSSL)(
    'over TLS a box with its secret gets in from the network side, and central by its own door (needs openssl)',
    async () => {
      const dir = folder();
      const password = await addBox(dir, BoxId.parse('box-1'));
      const { tls, caFile } = certificate();
      const { own, port } = await broker({
        configuration: { url: 'embedded://0.0.0.0:0', tls },
        credentials: readCredentials(dir),
      });
      const central = talker({ ...own, clientId: 'central' });
      const box = talker({
        url: `mqtts://localhost:${port}`,
        clientId: 'box-1',
        username: 'box-1',
        password,
        tls: { caFile },
      });
      await until('both are in', () => central.link.isOnline && box.link.isOnline);
      const plain = talker({
        url: `mqtt://127.0.0.1:${port}`,
        clientId: 'box-1',
        username: 'box-1',
        password,
      });
      await until('plain text gets nowhere', () =>
        plain.states.some((state) => state.kind === 'offline'),
      );
      expect(plain.link.isOnline).toBe(false);
    },
  );
});

/** A certificate of our own for localhost. */
function certificate(): {
  readonly tls: { certFile: string; keyFile: string };
  readonly caFile: string;
} {
  const dir = folder();
  const [certFile, keyFile] = [join(dir, 'cert.pem'), join(dir, 'key.pem')];
  const what = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout ${keyFile} -out ${certFile}`;
  execFileSync('openssl', what.split(' '), { stdio: 'ignore' });
  return { tls: { certFile, keyFile }, caFile: certFile };
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  closers.push(() => void socket.destroy());
  await new Promise<void>((resolve) => void socket.once('connect', () => resolve()));
  return socket;
}
