import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { freePort } from '../test/simulators/shop-files.ts';
import { openWire } from '../test/simulators/wire.ts';
import type { Io } from './io.ts';
import { call } from './testing/call.ts';

const closers: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

interface Heard {
  readonly io: Io;
  readonly out: () => string;
  readonly err: () => string;
  readonly stop: () => void;
}

function ioIn(cwd: string): Heard {
  let out = '';
  let err = '';
  const stop = new AbortController();
  return {
    io: {
      stdin: Readable.from([]),
      out: (chunk) => (out += String(chunk)),
      err: (line) => (err += `${line}\n`),
      cwd,
      env: {},
      signal: stop.signal,
    },
    out: () => out,
    err: () => err,
    stop: () => stop.abort(),
  };
}

async function shopIn(tillPort: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'pindan-doctor-'));
  closers.push(() => rmSync(folder, { recursive: true, force: true }));
  write(folder, tillPort, await freePort());
  return folder;
}

function write(folder: string, tillPort: number, brokerPort: number, more = ''): void {
  const shop = `{
    // A shop of two tills, one of which is not there.
    "venue": { "id": "shop", "name": { "en": "Shop" }, "currency": "CNY", "meetingPoints": [{ "id": "A", "name": { "en": "Desk" } }] },
    "broker": { "url": "mqtt://127.0.0.1:${brokerPort}" },
    "daemon": {
      "id": "box-1", "http": { "port": 0 }, "stateDir": "state", ${more}
      "tills": [
        { "id": "till-1", "dialect": "json-lines", "link": { "kind": "tcp", "host": "127.0.0.1", "port": ${tillPort} } },
        { "id": "till-2", "dialect": "json-lines", "link": { "kind": "serial", "path": "/dev/not-there" } },
      ],
    },
  }`;
  writeFileSync(join(folder, 'shop.json'), shop);
}

async function until(what: string, isTrue: () => Promise<boolean> | boolean): Promise<void> {
  const untilMs = performance.now() + 15_000;
  while (!(await isTrue())) {
    if (performance.now() > untilMs) throw new Error(`never: ${what}`);
    await sleep(50);
  }
}

async function doctor(
  folder: string,
  ...args: readonly string[]
): Promise<{ code: number; out: string }> {
  const heard = ioIn(folder);
  const code = await call('doctor', args, heard.io);
  return { code, out: heard.out() };
}

test('without a daemon the doctor names every configured device and what to start', async () => {
  const folder = await shopIn(1);
  const { code, out } = await doctor(folder);
  expect(code).toBe(1);
  expect(out).toContain('the daemon does not run: start it with "pindan daemon"');
  expect(out).toMatch(/till till-1: unknown[\s\S]*till till-2: unknown/);
});

test('with a daemon each device has its state, its last words and advice; a bad new shop.json is shown and changes nothing', async () => {
  const wire = await openWire('tcp', '');
  closers.push(() => wire.close());
  const tillPort = wire.address.kind === 'tcp' ? wire.address.port : 0;
  const folder = await shopIn(tillPort);
  const daemon = ioIn(folder);
  const ended = call('daemon', ['--config', 'shop.json'], daemon.io);
  closers.push(async () => {
    daemon.stop();
    await ended;
  });
  await until('the box says where to look', () => daemon.err().includes('/doctor'));
  await until('the till is open', async () =>
    /ok\s+till till-1 .* open/.test((await doctor(folder)).out),
  );
  await wire.write(
    Buffer.from('{"kind":"begin"}\n{"kind":"item","name":"COLA","unitPriceMinor":300}\n'),
  );
  await until('its words are shown', async () =>
    /till-1 .*said .*COLA/.test((await doctor(folder)).out),
  );
  const { code, out } = await doctor(folder);
  expect(code).toBe(1);
  expect(out).toMatch(/DOWN till till-2 \(\/dev\/not-there\) absent.*\n\s+do: .*\/dev\/not-there/);

  write(folder, tillPort, 1883, '"colour": "red",');
  const { port } = JSON.parse(readFileSync(join(folder, 'state', 'daemon.json'), 'utf8')) as {
    port: number;
  };
  const health = async (): Promise<string> =>
    (await fetch(`http://127.0.0.1:${port}/health`)).text();
  await until('the mistake is shown', async () =>
    (await health()).includes('daemon.colour: there is no such setting'),
  );
  expect(await health()).toContain('till-1');
  await expect(doctor(folder)).rejects.toMatchObject({ code: 'bad-configuration' });

  write(folder, tillPort, await freePort());
  const json = JSON.parse((await doctor(folder, '--json')).out) as { process: string }[];
  expect(json.map((report) => report.process)).toEqual(['daemon']);

  daemon.stop();
  expect(await ended).toBe(0);
  expect((await doctor(folder)).out).toContain('does not run');
});

test('a wrong option is named', async () => {
  await expect(doctor('/', '--loud')).rejects.toMatchObject({
    code: 'bad-input',
    message: 'there is no option --loud; see pindan doctor --help',
  });
});
