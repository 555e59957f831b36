import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import { readCredentials } from '../central/broker/credentials.ts';
import type { Io } from './io.ts';
import { call } from './testing/call.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function shop(more: object = {}): string {
  const dir = mkdtempSync(join(tmpdir(), 'pindan-cli-central-'));
  folders.push(dir);
  writeFileSync(join(dir, 'promotions.json'), '{ "promotions": [] }');
  writeFileSync(join(dir, 'products.json'), '{ "products": [] }');
  const configuration = {
    venue: {
      id: 'shop-1',
      name: { en: 'Corner shop' },
      currency: 'CNY',
      meetingPoints: [{ id: 'desk', name: { en: 'Desk' } }],
    },
    broker: { url: 'embedded://127.0.0.1:0' },
    central: {
      http: { port: 0 },
      stateDir: 'state',
      promotions: 'promotions.json',
      products: 'products.json',
    },
    ...more,
  };
  writeFileSync(join(dir, 'shop.json'), JSON.stringify(configuration));
  return dir;
}

function io(cwd: string, signal: AbortSignal = new AbortController().signal) {
  const said: { out: string; err: string[] } = { out: '', err: [] };
  const surroundings: Io = {
    stdin: Readable.from([]),
    out: (chunk) => void (said.out += String(chunk)),
    err: (line) => void said.err.push(line),
    cwd,
    env: {},
    signal,
  };
  return { said, surroundings };
}

test('central runs until it is told to end, and says where its state can be seen', async () => {
  const stop = new AbortController();
  const dir = shop();
  const { said, surroundings } = io(dir, stop.signal);
  const running = call('central', [], surroundings);
  const url = await seen(() => said.err.join('\n').match(/http:\/\/127\.0\.0\.1:\d+\/health/)?.[0]);
  const { port } = JSON.parse(readFileSync(join(dir, 'state', 'central.json'), 'utf8')) as {
    port: number;
  };
  expect(url).toContain(`:${port}/`);
  const health = (await (await fetch(url)).json()) as { process: string };
  expect(health.process).toBe('central');
  stop.abort();
  expect(await running).toBe(0);
});

test('a box gets its secret once, and central keeps only what proves it', async () => {
  const dir = shop();
  const { said, surroundings } = io(dir);
  expect(await call('central', ['--add-device', 'box-1'], surroundings)).toBe(0);
  const secret = said.out.trim();
  expect(secret).toHaveLength(43);
  const path = join(dir, 'state', 'devices.json');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readFileSync(path, 'utf8')).not.toContain(secret);
  const credentials = readCredentials(join(dir, 'state'));
  expect(await credentials.accepts('box-1', secret)).toBe(true);
  expect(await credentials.accepts('box-1', `${secret}x`)).toBe(false);
  expect(await credentials.accepts('box-2', secret)).toBe(false);
});

test.each([
  [['--add-device', 'central'], {}, 'expected the id of a shop box'],
  [['--add-device', 'box/1'], {}, 'expected the id of a shop box'],
  [['--nonsense'], {}, 'there is no option --nonsense; see pindan central --help'],
  [[], { central: undefined }, 'has no "central"'],
  [[], { broker: { url: 'embedded://0.0.0.0:1883' } }, 'open to the network'],
])('%j with %j is refused in one clear line', async (args, more, told) => {
  const { surroundings } = io(shop(more));
  await expect(call('central', args, surroundings)).rejects.toThrow(told);
});

async function seen(look: () => string | undefined): Promise<string> {
  for (let tries = 0; tries < 500; tries += 1) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise((resolve) => void setTimeout(resolve, 20));
  }
  throw new Error('it never came');
}
