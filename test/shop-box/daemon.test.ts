import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { ShopConfiguration } from '../../contracts/configuration.ts';
import type { DeviceHealth } from '../../contracts/device-health.ts';
import { BoxId, TerminalId, VenueId } from '../../contracts/ids.ts';
import { draw } from '../../contracts/testing/draw.ts';
import { type RunningDaemon, startDaemon } from '../../daemon/box/start.ts';
import { openKioskPage } from '../simulators/kiosk-page.ts';
import { netPrinter } from '../simulators/printer-net.ts';
import { freePort } from '../simulators/shop-files.ts';
import { bestWireKind, openWire, type Wire } from '../simulators/wire.ts';
import { startEmptyBroker } from './broker.ts';
import { listen } from './listener.ts';

const venue = VenueId.parse('shop');
const dev = BoxId.parse('box-1');
const closers: (() => Promise<unknown> | void)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pindan-box-'));
  closers.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

interface Plan {
  readonly folder: string;
  readonly brokerPort: number;
  readonly daemon?: object;
}

async function startBox({ folder, brokerPort, daemon }: Plan): Promise<RunningDaemon> {
  const configuration = ShopConfiguration.parse({
    venue: {
      id: 'shop',
      name: { en: 'Shop' },
      currency: 'CNY',
      meetingPoints: [{ id: 'A', name: { en: 'Desk' } }],
    },
    broker: { url: `mqtt://127.0.0.1:${brokerPort}` },
    daemon: {
      id: 'box-1',
      http: { port: 0 },
      stateDir: 'state',
      terminals: [{ id: 'kiosk-1' }],
      ...daemon,
    },
  });
  const running = await startDaemon({
    configuration,
    configDir: folder,
    version: '0.0.0-test',
    log: quiet,
    random: draw,
  });
  closers.push(() => running.stop());
  return running;
}

async function layWire(folder: string, name: string): Promise<Wire> {
  const wire = await openWire(bestWireKind(), join(folder, name));
  closers.push(() => wire.close());
  return wire;
}

function device(running: RunningDaemon, role: DeviceHealth['role'], id?: string): DeviceHealth {
  const found = running
    .health()
    .devices.find((one) => one.role === role && (id === undefined || one.id === id));
  if (found === undefined) throw new Error(`no ${role} ${id ?? ''} in the report`);
  return found;
}

async function until(what: string, isTrue: () => boolean, withinMs = 15_000): Promise<void> {
  const untilMs = performance.now() + withinMs;
  while (!isTrue()) {
    if (performance.now() > untilMs) throw new Error(`never: ${what}`);
    await sleep(10);
  }
}

async function metricsOf(running: RunningDaemon): Promise<string> {
  return (await fetch(`http://127.0.0.1:${running.httpPort}/metrics`)).text();
}

function receipt(number: string, amountMinor = 300): string {
  return [
    { kind: 'begin' },
    { kind: 'item', name: 'COLA', unitPriceMinor: amountMinor },
    { kind: 'total', totalMinor: amountMinor },
    { kind: 'receipt-number', receiptNumber: number },
    { kind: 'end' },
  ]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
}

function saleNumbers(heard: ReturnType<typeof listen>['heard']): readonly (string | undefined)[] {
  return heard.flatMap((one) => (one.type === 'sale' ? [one.envelope.d.receiptNumber] : []));
}

describe('sales from a till on a real line', () => {
  test('wait while there is no broker, go out by themselves when there is one, and leave only on the ack', async () => {
    const folder = freshFolder();
    const wire = await layWire(folder, 'till');
    const brokerPort = await freePort();
    const tills = [{ id: 'till-1', link: wire.address, dialect: 'json-lines' }];
    const running = await startBox({ folder, brokerPort, daemon: { tills } });
    await until('the till is open', () => device(running, 'till').state === 'open');
    await wire.write(Buffer.from(receipt('1') + receipt('2')));
    await until('two sales are stored', () => device(running, 'store').statistics['rows'] === 2);
    expect(device(running, 'broker')).toMatchObject({
      ok: false,
      advice: expect.stringContaining(`127.0.0.1:${brokerPort}`),
    });

    const broker = await startEmptyBroker(brokerPort);
    closers.push(() => broker.stop());
    const central = listen(brokerPort, venue, dev);
    closers.push(() => central.close());
    central.acknowledges = false;
    await until('both sales are heard', () => saleNumbers(central.heard).length >= 2);
    expect(new Set(saleNumbers(central.heard))).toEqual(new Set(['1', '2']));
    expect(device(running, 'store').statistics['rows']).toBe(2);
    central.acknowledges = true;
    await wire.write(Buffer.from(receipt('3')));
    await until('the outbox is empty', () => device(running, 'store').statistics['rows'] === 0);
    const figures = await metricsOf(running);
    expect(figures).toMatch(/^pindan_till_sales_total{device="till-1"} 3$/m);
    expect(figures).toMatch(/^pindan_line_stored_seconds_count 3$/m);
    expect(figures).toMatch(/^pindan_publish_ack_seconds_count 3$/m);
    // Each statistic of /health has its figure, with a name that says whose it is.
    const { devices } = running.health();
    for (const { id, role, statistics } of devices) {
      const own = figures
        .split('\n')
        .filter((line) => line.startsWith(`pindan_${role}_`) && line.includes(`device="${id}"`));
      expect([id, own.length]).toEqual([id, Object.keys(statistics).length]);
    }
  });

  test('are not lost when the broker is replaced by an empty one, and the same receipt twice is one sale', async () => {
    const folder = freshFolder();
    const wire = await layWire(folder, 'till');
    const first = await startEmptyBroker();
    const tills = [{ id: 'till-1', link: wire.address, dialect: 'json-lines' }];
    const running = await startBox({ folder, brokerPort: first.port, daemon: { tills } });
    await until(
      'the box is online',
      () => device(running, 'broker').ok && device(running, 'till').ok,
    );
    await wire.write(Buffer.from(receipt('1')));
    await until(
      'the sale was sent to a broker without listeners',
      () => device(running, 'central').statistics['sent'] === 1,
    );
    await first.stop();
    const second = await startEmptyBroker(first.port);
    closers.push(() => second.stop());
    const central = listen(first.port, venue, dev);
    closers.push(() => central.close());
    await wire.write(Buffer.from(receipt('1')));
    await until('the sale is heard', () => saleNumbers(central.heard).includes('1'));
    await until('the outbox is empty', () => device(running, 'store').statistics['rows'] === 0);
    const ids = central.heard.flatMap((one) => (one.type === 'sale' ? [one.envelope.d.sale] : []));
    expect(new Set(ids).size).toBe(1);
    await until('the repeat is counted', () => device(running, 'till').statistics['repeats'] === 1);
  });

  test('go on after garbage and a line without end, which are named', async () => {
    const folder = freshFolder();
    const wire = await layWire(folder, 'till');
    const tills = [{ id: 'till-1', link: wire.address, dialect: 'json-lines' }];
    const running = await startBox({ folder, brokerPort: await freePort(), daemon: { tills } });
    await until('the till is open', () => device(running, 'till').state === 'open');
    await wire.write(Buffer.alloc(300_000, 0x41));
    await wire.write(Buffer.from([0xff, 0x00, 0x0a, 0x7b, 0x0a]));
    await wire.write(Buffer.from(receipt('7')));
    await until(
      'the sale after it is stored',
      () => device(running, 'till').statistics['sales'] === 1,
    );
    const { statistics } = device(running, 'till');
    expect(
      Object.entries(statistics).filter(
        ([name, value]) => /overflow|dropped|rejected|bad/i.test(name) && value > 0,
      ),
    ).not.toEqual([]);
  });
});

test('what cannot be opened or read is named with its advice, and the rest of the box works', async () => {
  const folder = freshFolder();
  const wire = await layWire(folder, 'till');
  const running = await startBox({
    folder,
    brokerPort: await freePort(),
    daemon: {
      tills: [
        { id: 'till-1', link: wire.address, dialect: 'json-lines' },
        {
          id: 'till-2',
          link: { kind: 'serial', path: '/dev/serial/by-id/nothing' },
          dialect: 'json-lines',
        },
        { id: 'till-3', link: wire.address, dialect: 'klingon' },
      ],
      printers: [
        {
          id: 'printer-1',
          link: { kind: 'tcp', host: '127.0.0.1', port: await freePort() },
          profile: {},
        },
      ],
    },
  });
  await until('the good till is open', () => device(running, 'till', 'till-1').state === 'open');
  await wire.write(Buffer.from(receipt('1')));
  await until('its sale is stored', () => device(running, 'store').statistics['rows'] === 1);
  await until('the printer was tried', () => device(running, 'printer').advice !== undefined);
  await until(
    'the missing port was tried',
    () => device(running, 'till', 'till-2').advice !== undefined,
  );
  expect(device(running, 'till', 'till-2')).toMatchObject({
    ok: false,
    advice: expect.stringContaining('/dev/serial/by-id/nothing'),
  });
  expect(device(running, 'till', 'till-3')).toMatchObject({
    ok: false,
    advice: expect.stringContaining('klingon'),
  });
  expect(device(running, 'printer').ok).toBe(false);
  expect(running.health().notices.map((notice) => notice.code)).toContain('unknown-dialect');
  const answer = await fetch(`http://127.0.0.1:${running.httpPort}/health`);
  expect(await answer.json()).toMatchObject({ ok: false, process: 'daemon' });
});

test('a message that is oversize or malformed is named, and the next one counts', async () => {
  const folder = freshFolder();
  const broker = await startEmptyBroker();
  closers.push(() => broker.stop());
  const running = await startBox({ folder, brokerPort: broker.port });
  await until('the box is online', () => device(running, 'broker').ok);
  broker.say('pindan/v1/shop/down/box-1/pairing', '{"v":1,');
  broker.say('pindan/v1/shop/down/box-1/suggestion', Buffer.alloc(60_000, 0x20));
  const central = listen(broker.port, venue, dev);
  closers.push(() => central.close());
  await until('central is online', () => central.isOnline());
  await central.say('staff', { notice: 'code-already-redeemed', atMs: 1 });
  await until('the notice of staff is there', () =>
    running.health().notices.some((one) => one.code === 'code-already-redeemed'),
  );
  expect(running.health().notices.filter((one) => one.code === 'message-rejected')).toHaveLength(2);
});

test('a second daemon on the same folder is refused by name, and the first goes on', async () => {
  const folder = freshFolder();
  const brokerPort = await freePort();
  const first = await startBox({ folder, brokerPort });
  await expect(startBox({ folder, brokerPort })).rejects.toMatchObject({
    code: 'already-running',
    message: expect.stringContaining('box-1'),
  });
  expect((await fetch(`http://127.0.0.1:${first.httpPort}/health`)).status).toBe(200);
  await first.stop();
  const after = await startBox({ folder, brokerPort });
  expect(after.httpPort).toBeGreaterThan(0);
});

test('what the box leaves for others is its own user’s alone, and goes with it', async () => {
  const folder = freshFolder();
  const running = await startBox({ folder, brokerPort: await freePort() });
  const state = join(folder, 'state');
  for (const name of ['daemon.json', 'kiosk-token', 'card-key']) {
    expect(statSync(join(state, name)).mode & 0o777).toBe(0o600);
  }
  expect(JSON.parse(readFileSync(join(state, 'daemon.json'), 'utf8'))).toEqual({
    pid: process.pid,
    port: running.httpPort,
  });
  await running.stop();
  expect(existsSync(join(state, 'daemon.json'))).toBe(false);
  expect(existsSync(join(state, 'card-key'))).toBe(true);
});

test('a basket that was scanned while central is away is still there after a restart of the box', async () => {
  const folder = freshFolder();
  const brokerPort = await freePort();
  const wire = await layWire(folder, 'scanner');
  const scanners = [{ id: 'scanner-1', link: wire.address, at: { terminal: 'kiosk-1' } }];
  const first = await startBox({ folder, brokerPort, daemon: { scanners } });
  const page = openKioskPage({
    port: first.httpPort,
    terminal: 'kiosk-1',
    stateDir: join(folder, 'state'),
  });
  closers.push(() => page.close());
  await page.until('the scanner is there', (view) => !view.banners.includes('scanner-away'));
  await wire.write(Buffer.from('9800000000014\r'));
  const greeted = await page.until('the card is known', (view) => view.visit?.member === true);
  expect(greeted.banners).toContain('central-away');
  await wire.write(Buffer.from('4006381333931\r'));
  const flashed = await page.until(
    'the scan is answered',
    (view) => view.visit?.lastScan?.seq === 2,
  );
  expect(flashed.visit?.lastScan?.outcome).toBe('not-in-catalogue');
  page.close();
  await first.stop();
  const second = await startBox({ folder, brokerPort, daemon: { scanners } });
  const again = openKioskPage({
    port: second.httpPort,
    terminal: 'kiosk-1',
    stateDir: join(folder, 'state'),
  });
  closers.push(() => again.close());
  const view = await again.until('the visit goes on', (one) => one.visit !== undefined);
  expect(view.visit?.nickname).toEqual(greeted.visit?.nickname);
  expect(second.kioskUrl(TerminalId.parse('kiosk-1'))).toContain('#token=');
});

test('a device that was given another port on the doctor page is there at once and after a restart, until it is taken back', async () => {
  const folder = freshFolder();
  const brokerPort = await freePort();
  const wire = await layWire(folder, 'till');
  const where =
    wire.address.kind === 'tcp' ? `tcp://127.0.0.1:${wire.address.port}` : wire.address.path;
  const tills = [
    { id: 'till-1', link: { kind: 'serial', path: '/dev/not-this-one' }, dialect: 'json-lines' },
  ];
  const bind = async (running: RunningDaemon, to: string): Promise<Response> =>
    fetch(`http://127.0.0.1:${running.httpPort}/bindings`, {
      method: 'POST',
      headers: { origin: `http://127.0.0.1:${running.httpPort}` },
      body: JSON.stringify({ role: 'till', id: 'till-1', where: to }),
    });
  const first = await startBox({ folder, brokerPort, daemon: { tills } });
  expect(await (await bind(first, 'somewhere')).text()).toContain('expected a path');
  expect((await bind(first, where)).status).toBe(200);
  await until('the till is open', () => device(first, 'till').state === 'open');
  await wire.write(Buffer.from(receipt('1')));
  await until('its sale is stored', () => device(first, 'store').statistics['rows'] === 1);
  await first.stop();
  const second = await startBox({ folder, brokerPort, daemon: { tills } });
  await until('the till is open again', () => device(second, 'till').state === 'open');
  await bind(second, '');
  expect(device(second, 'till').where).toBe('/dev/not-this-one');
});

test('an installer gets a test slip from the doctor page, in the printer’s own characters; without paper she is told what to do', async () => {
  const folder = freshFolder();
  const net = await netPrinter({ paper: 58, answers: 'asb' });
  closers.push(() => net.close());
  const printers = [{ id: 'printer-1', link: net.address, profile: { paper: 58 } }];
  const running = await startBox({ folder, brokerPort: await freePort(), daemon: { printers } });
  const origin = `http://127.0.0.1:${running.httpPort}`;
  const ask = (printer: string, from = origin) =>
    fetch(`${origin}/test-slip`, {
      method: 'POST',
      headers: { origin: from },
      body: JSON.stringify({ printer }),
    });
  await until('the printer is known', () => device(running, 'printer').ok && !net.isTaken());
  const reply = await ask('printer-1');
  expect(await reply.json()).toEqual({ outcome: 'printed' });
  const page = net.virtual.pages.at(-1);
  expect(page?.lines.join('\n')).toMatch(/printer-1.*拼单.*拼單/s);
  expect(page?.codes).toEqual(['990000000000']);
  net.virtual.endPaper();
  const without = await ask('printer-1');
  expect([without.status, await without.text()]).toEqual([400, 'put in a new roll of paper\n']);
  expect((await ask('printer-2')).status).toBe(400);
  expect((await ask('printer-1', 'http://elsewhere.example')).status).toBe(403);
});
