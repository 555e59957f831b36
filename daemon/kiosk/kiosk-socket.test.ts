import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { HealthReport } from '../../contracts/device-health.ts';
import { TerminalId } from '../../contracts/ids.ts';
import {
  type KioskReply,
  type KioskView,
  SOCKET_PATH,
  SOCKET_PROTOCOL,
} from '../../contracts/socket.ts';
import { type HttpServer, startHttp } from '../box/http.ts';
import { openDaemonMetrics } from '../box/metrics.ts';
import type { Command } from './kiosk-commands.ts';
import { KioskSocket, type KioskSocketOptions } from './kiosk-socket.ts';

const TOKEN = 'a'.repeat(32);
const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const view: KioskView = {
  kind: 'view',
  seq: 0,
  nowMs: 1,
  terminal: TerminalId.parse('kiosk-1'),
  venueName: { en: 'Shop' },
  currency: 'CNY',
  minorDigits: 2,
  timeZone: 'UTC',
  language: 'en',
  central: 'online',
  printer: 'none',
  promotions: [],
  meetingPoints: [],
  calls: [],
  banners: [],
};

const health: HealthReport = {
  process: 'daemon',
  id: 'box-1',
  version: '0',
  upSinceMs: 1,
  ok: true,
  devices: [],
  notices: [],
};

const rebound: unknown[] = [];
const rebind: Parameters<typeof startHttp>[0]['rebind'] = async (change) => {
  rebound.push(change);
  return { kind: 'rebound' };
};

const printTest: Parameters<typeof startHttp>[0]['printTest'] = async (printer) => ({
  kind: 'refused',
  problem: `no printer ${printer} here`,
});

interface Stand {
  readonly http: HttpServer;
  readonly socket: KioskSocket;
  readonly commands: Command[];
  readonly pageDir: string;
}

async function stand(shown: KioskView = view): Promise<Stand> {
  const commands: Command[] = [];
  const kiosk: KioskSocketOptions['kiosk'] = {
    command: async (_, command): Promise<KioskReply> => {
      commands.push(command);
      return { kind: 'done', id: command.id };
    },
    view: (terminal, seq) => ({ ...shown, terminal, seq }),
  };
  const socket = new KioskSocket({
    kiosk,
    token: TOKEN,
    terminals: [view.terminal],
    now: Date.now,
  });
  closers.push(() => socket.close());
  const folder = mkdtempSync(join(tmpdir(), 'pindan-page-'));
  closers.push(() => rmSync(folder, { recursive: true }));
  const pageDir = join(folder, 'page');
  mkdirSync(join(pageDir, 'assets'), { recursive: true });
  writeFileSync(join(pageDir, 'index.html'), '<!doctype html>kiosk');
  writeFileSync(join(pageDir, 'assets', 'a.js'), '1');
  writeFileSync(join(folder, 'secret.html'), 'secret');
  const http = await startHttp({
    host: '127.0.0.1',
    port: 0,
    pageDir,
    health: () => health,
    metrics: openDaemonMetrics(),
    rebind,
    printTest,
    upgrade: (asked, stream, head) => socket.upgrade(asked, stream, head),
  });
  closers.push(() => http.close());
  return { http, socket, commands, pageDir };
}

interface Ending {
  readonly code: number;
  readonly messages: readonly unknown[];
}

function open(
  port: number,
  options: { origin?: string; host?: string; path?: string; protocol?: string } = {},
): WebSocket {
  const {
    origin = `http://127.0.0.1:${port}`,
    host,
    path = SOCKET_PATH,
    protocol = SOCKET_PROTOCOL,
  } = options;
  return new WebSocket(`ws://127.0.0.1:${port}${path}`, protocol, {
    origin,
    headers: host === undefined ? {} : { host },
  });
}

/** Says something once open and waits for the end; code 0 = the handshake was refused. */
function untilClosed(socket: WebSocket, say?: (socket: WebSocket) => void): Promise<Ending> {
  const messages: unknown[] = [];
  return new Promise((resolve) => {
    let code = 0;
    socket.on('open', () => say?.(socket));
    socket.on('message', (data: Buffer) => void messages.push(JSON.parse(data.toString())));
    socket.on('error', () => {});
    socket.on('close', (closeCode) => {
      code = closeCode;
      resolve({ code: code === 1006 ? 0 : code, messages });
    });
  });
}

const hello =
  (token = TOKEN, terminal = 'kiosk-1') =>
  (socket: WebSocket): void =>
    socket.send(JSON.stringify({ kind: 'hello', id: 1, token, terminal }));

describe('the kiosk socket refuses', () => {
  test.each([
    ['a foreign page', { origin: 'http://evil.example' }],
    ['a page of another local port', { origin: 'http://127.0.0.1:1' }],
    ['a page whose name only begins like ours', { origin: 'http://127.0.0.1.evil.example' }],
    ['a rebound host name', { host: 'evil.example' }],
    ['another path', { path: '/kiosk/other' }],
  ])('%s', async (_, options) => {
    const { http, commands } = await stand();
    expect((await untilClosed(open(http.port, options), hello())).code).toBe(0);
    expect(commands).toEqual([]);
  });

  test('a request without an Origin', async () => {
    const { http } = await stand();
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(http.port, '127.0.0.1', () =>
        socket.write(
          `GET ${SOCKET_PATH} HTTP/1.1\r\nHost: 127.0.0.1:${http.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
        ),
      );
      socket.once('data', (data) => {
        socket.destroy();
        resolve(data.toString());
      });
    });
    expect(answer).toMatch(/^HTTP\/1\.1 403/);
  });

  test.each([
    ['a wrong token', hello('b'.repeat(32)), 4401],
    ['a token of another length', hello('a'), 4401],
    ['a terminal that is not configured', hello(TOKEN, 'kiosk-9'), 4404],
    ['a command before hello', (socket: WebSocket) => socket.send('{"kind":"leave","id":3}'), 4401],
    ['what is not JSON', (socket: WebSocket) => socket.send('{'), 4400],
    ['binary', (socket: WebSocket) => socket.send(Buffer.from([1, 2])), 4400],
    ['more than 16 kB', (socket: WebSocket) => socket.send('x'.repeat(16 * 1024 + 1)), 1009],
  ])('%s', async (_, say, code) => {
    const { http, commands } = await stand();
    const ending = await untilClosed(open(http.port), say);
    expect(ending.code).toBe(code);
    expect(ending.messages.filter((message) => JSON.stringify(message).includes('"view"'))).toEqual(
      [],
    );
    expect(commands).toEqual([]);
  });

  test('silence after two seconds', async () => {
    const { http } = await stand();
    const startedMs = performance.now();
    expect((await untilClosed(open(http.port))).code).toBe(4408);
    expect(performance.now() - startedMs).toBeGreaterThan(1900);
  });
});

test('a page gets a whole view after hello, and one more for all changes of a turn', async () => {
  const { http, socket } = await stand();
  const page = open(http.port);
  const views: KioskView[] = [];
  const greeted = new Promise<void>((resolve) => {
    page.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as KioskView;
      if (message.kind === 'view') views.push(message);
      resolve();
    });
  });
  page.on('open', () => hello()(page));
  await greeted;
  socket.changed();
  socket.changed();
  socket.changed();
  await expect.poll(() => views.length).toBeGreaterThan(1);
  await new Promise((resolve) => {
    setTimeout(resolve, 50);
  });
  expect(views.map((one) => one.seq)).toEqual([1, 2]);
  page.close();
});

test('a page that does not read gets no further views until it does, then the newest; the other pages get each', async () => {
  const CHANGES = 300;
  // More than the buffers of two sockets hold: 128 kB a view.
  const { http, socket } = await stand({ ...view, venueName: { en: 'x'.repeat(128 * 1024) } });
  const openPage = async () => {
    const seen: number[] = [];
    const page = open(http.port);
    closers.push(() => page.terminate());
    page.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as KioskView;
      if (message.kind === 'view') seen.push(message.seq);
    });
    page.on('open', () => hello()(page));
    await expect.poll(() => seen.length).toBe(1);
    return { page, seen };
  };
  const stuck = await openPage();
  const reader = await openPage();
  stuck.page.pause();
  for (let change = 0; change < CHANGES; change += 1) {
    socket.changed();
    await expect.poll(() => reader.seen.length, { interval: 1 }).toBe(change + 2);
  }
  stuck.page.resume();
  const newest = (): number => reader.seen.at(-1) ?? 0;
  await expect
    .poll(() => {
      socket.changed();
      return stuck.seen.at(-1);
    })
    .toBeGreaterThan(CHANGES + 2);
  await expect.poll(() => stuck.seen.at(-1) === newest()).toBe(true);
  expect(stuck.seen.length).toBeLessThan(CHANGES / 2);
});

describe('the pages', () => {
  function get(
    port: number,
    path: string,
    host = `127.0.0.1:${port}`,
  ): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
    return new Promise((resolve, reject) => {
      request({ port, host: '127.0.0.1', path, headers: { host } }, (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      })
        .on('error', reject)
        .end();
    });
  }

  test('come with a policy that lets nothing foreign in, and only to our own name', async () => {
    const { http } = await stand();
    const page = await get(http.port, '/kiosk/');
    expect(page.body).toContain('kiosk');
    expect(page.headers['content-security-policy']).toBe(
      `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src ws://127.0.0.1:${http.port}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    expect(page.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    expect((await get(http.port, '/kiosk/', 'evil.example')).status).toBe(403);
    expect((await get(http.port, '/health', `evil.example:${http.port}`)).status).toBe(403);
  });

  test.each([
    '/kiosk/../../secret.html',
    '/kiosk/..%2fsecret.html',
    '/kiosk/%2e%2e/secret.html',
    '/kiosk/..%5csecret.html',
    '/kiosk/a%00.html',
    '/kiosk/%zz.html',
  ])('keep inside their folder: %s', async (path) => {
    const { http } = await stand();
    const found = await get(http.port, path);
    expect(found.status).not.toBe(200);
    expect(found.body).not.toContain('secret');
  });

  test('show health as JSON, as figures and as a page without outside parts', async () => {
    const { http } = await stand();
    expect(JSON.parse((await get(http.port, '/health')).body)).toEqual(health);
    expect((await get(http.port, '/metrics')).status).toBe(200);
    const doctor = await get(http.port, '/doctor');
    const nonce =
      /'nonce-([^']+)'/.exec(String(doctor.headers['content-security-policy']))?.[1] ?? '?';
    expect(doctor.body).toContain(`<script nonce="${nonce}">`);
    expect(doctor.body).not.toMatch(/(?:src|href)=/);
  });
});

describe('another port for a device', () => {
  const change = { role: 'till', id: 'till-1', where: '/dev/ttyUSB7' };
  const post = (port: number, origin: string | undefined, body: string): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}/bindings`, {
      method: 'POST',
      body,
      headers: origin === undefined ? {} : { origin },
    });

  test('is taken from the doctor page alone', async () => {
    const { http } = await stand();
    rebound.length = 0;
    const own = `http://127.0.0.1:${http.port}`;
    expect((await post(http.port, undefined, JSON.stringify(change))).status).toBe(403);
    expect((await post(http.port, 'http://evil.example', JSON.stringify(change))).status).toBe(403);
    expect((await post(http.port, own, '{"role":"broker"}')).status).toBe(400);
    expect((await post(http.port, own, 'x'.repeat(5000))).status).toBe(400);
    expect(rebound).toEqual([]);
    expect((await post(http.port, own, JSON.stringify(change))).status).toBe(200);
    expect(rebound).toEqual([change]);
  });
});

test('an address that others can reach is refused', async () => {
  const options = {
    port: 0,
    pageDir: '/',
    health: () => health,
    metrics: openDaemonMetrics(),
    rebind,
    printTest,
    upgrade: () => {},
  };
  await expect(startHttp({ ...options, host: '0.0.0.0' })).rejects.toMatchObject({
    code: 'bad-configuration',
  });
});

test('a port that is taken names itself', async () => {
  const { http } = await stand();
  const options = {
    host: '127.0.0.1',
    pageDir: '/',
    health: () => health,
    metrics: openDaemonMetrics(),
    rebind,
    printTest,
    upgrade: () => {},
  };
  await expect(startHttp({ ...options, port: http.port })).rejects.toMatchObject({
    code: 'port-busy',
    message: expect.stringContaining(String(http.port)),
  });
});
