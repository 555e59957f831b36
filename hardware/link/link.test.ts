import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  openSync,
  closeSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { access } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { LinkAddress } from '../../contracts/configuration.ts';
import type { Fault } from '../../contracts/fault.ts';
import type { TillEvent } from '../../contracts/till-event.ts';
import { transmitMs } from './address.ts';
import { claimFile } from './exclusive-open.ts';
import { openLink } from './link.ts';
import type { Link } from './link.ts';
import { decodeWhole, sampleBytes, shippedDialect } from '../till/dialect.ts';
import { openTillFeed } from '../till/feed.ts';

const hasSocat = spawnSync('socat', ['-V']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'pindan-link-'));
const cleanUps: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

async function until(condition: () => boolean, what: string, limitMs = 8000): Promise<void> {
  const startedMs = Date.now();
  while (!condition()) {
    if (Date.now() - startedMs > limitMs) throw new Error(`waited in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function serial(path: string): LinkAddress {
  return {
    kind: 'serial',
    path,
    baudRate: 9600,
    dataBits: 8,
    parity: 'none',
    stopBits: 1,
    flow: 'none',
  };
}

/** A link that remembers all that happened to it. */
function watched(address: LinkAddress): {
  readonly link: Link;
  readonly states: string[];
  readonly faults: Fault[];
  received: () => string;
} {
  const states: string[] = [];
  const faults: Fault[] = [];
  const chunks: Uint8Array[] = [];
  const link = openLink(address, {
    onBytes: (bytes) => chunks.push(Uint8Array.from(bytes)),
    onState: (state, why) => {
      states.push(state);
      if (why !== undefined) faults.push(why);
    },
    random: () => 0,
  });
  cleanUps.push(() => link.close());
  return { link, states, faults, received: () => Buffer.concat(chunks).toString('latin1') };
}

/** A cable of two pseudo-terminals. */
async function cable(): Promise<{
  readonly near: string;
  readonly far: string;
  readonly socat: ChildProcess;
}> {
  const [near, far] = [join(folder, 'near'), join(folder, 'far')];
  const socat = spawn('socat', [`pty,raw,echo=0,link=${near}`, `pty,raw,echo=0,link=${far}`]);
  cleanUps.push(() => socat.kill());
  await until(() => existsSync(near) && existsSync(far), 'the pseudo-terminals');
  return { near, far, socat };
}

async function pulled(socat: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => void socat.once('close', resolve));
  socat.kill();
  await ended;
}

describe.skipIf(!hasSocat)('a serial port (skipped without socat)', () => {
  test('bytes go both ways', async () => {
    const { near, far } = await cable();
    const [a, b] = [watched(serial(near)), watched(serial(far))];
    await until(() => a.link.state === 'open' && b.link.state === 'open', 'both open');
    await a.link.write(Buffer.from('hello'));
    await b.link.write(Buffer.from('there'));
    await until(() => b.received() === 'hello' && a.received() === 'there', 'the words');
    expect(a.states).toEqual(['opening', 'open']);
    expect(a.link.statistics).toMatchObject({ bytesIn: 5, bytesOut: 5, opens: 1, losses: 0 });
  });

  test('a pulled cable is noticed, and the link comes back by itself when it is plugged in again', async () => {
    const first = await cable();
    const port = watched(serial(first.near));
    await until(() => port.link.state === 'open', 'open');
    await pulled(first.socat);
    await until(() => port.states.includes('lost'), 'lost');
    expect(port.faults[0]).toMatchObject({ code: 'link-lost' });
    await expect(port.link.write(Buffer.from('x'))).rejects.toMatchObject({ code: 'link-lost' });
    await until(() => port.link.state === 'absent', 'absent');
    await cable();
    await until(() => port.link.state === 'open', 'open again');
    // A dying pseudo-terminal may let itself be opened once more before it is gone.
    const { opens, losses } = port.link.statistics;
    expect(opens).toBeGreaterThanOrEqual(2);
    expect(losses).toBe(opens - 1);
  });

  test('a port that somebody else holds is a named conflict with the holder, and opens when it is free', async () => {
    const { near } = await cable();
    const script = `const { SerialPort } = require('serialport'); new SerialPort({ path: ${JSON.stringify(near)}, baudRate: 9600 }, () => console.log('open')); setInterval(() => 0, 1000);`;
    const holder = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
    cleanUps.push(() => holder.kill('SIGKILL'));
    await once(holder.stdout, 'data');
    const port = watched(serial(near));
    await until(() => port.faults.length > 0, 'a fault');
    expect(port.faults[0]).toMatchObject({ code: 'port-busy' });
    expect(port.faults[0]?.message).toContain(`process ${holder.pid}`);
    holder.kill('SIGKILL');
    await until(() => port.link.state === 'open', 'open');
  });
});

test('a port that does not exist is named with what to do, and the process goes on', async () => {
  const port = watched(serial(join(folder, 'no-such-port')));
  await until(() => port.faults.length > 0, 'a fault');
  expect(port.faults[0]).toMatchObject({ code: 'port-unavailable' });
  expect(port.faults[0]?.message).toMatch(/no-such-port.*plug the device in/);
  expect(port.link.state).toBe('absent');
});

async function server(port = 0): Promise<{ server: Server; sockets: Socket[]; port: number }> {
  const sockets: Socket[] = [];
  const listening = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => void listening.listen(port, '127.0.0.1', resolve));
  cleanUps.push(() => {
    for (const socket of sockets) socket.destroy();
    listening.close();
  });
  const address = listening.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return { server: listening, sockets, port: address.port };
}

test('a TCP device that restarts is connected again', async () => {
  const first = await server();
  const link = watched({ kind: 'tcp', host: '127.0.0.1', port: first.port });
  await until(() => first.sockets.length === 1 && link.link.state === 'open', 'connected');
  first.sockets[0]?.write('abc');
  await until(() => link.received() === 'abc', 'abc');
  first.sockets[0]?.destroy();
  first.server.close();
  await until(() => link.states.includes('lost'), 'lost');
  const second = await server(first.port);
  await until(() => second.sockets.length === 1 && link.link.state === 'open', 'connected again');
});

test('a write that the device never takes ends with a fault of its own', async () => {
  const peer = await server();
  const link = openLink(
    { kind: 'tcp', host: '127.0.0.1', port: peer.port },
    { onBytes: () => undefined, onState: () => undefined, writeWithinMs: 200 },
  );
  cleanUps.push(() => link.close());
  await until(() => peer.sockets.length === 1 && link.state === 'open', 'connected');
  peer.sockets[0]?.pause();
  const huge = new Uint8Array(64 << 20);
  await expect(link.write(huge)).rejects.toMatchObject({ code: 'timeout' });
});

test('the time on a slow line is known', () => {
  const slow = { ...serial('/dev/x'), parity: 'even', stopBits: 2 } as const;
  expect(transmitMs(slow, 960)).toBe(1200);
  expect(transmitMs({ kind: 'tcp', host: 'x', port: 1 }, 960)).toBe(0);
});

test('silence on an open link rings once', async () => {
  const peer = await server();
  const silences: number[] = [];
  const link = openLink(
    { kind: 'tcp', host: '127.0.0.1', port: peer.port },
    {
      onBytes: () => undefined,
      onState: () => undefined,
      silence: { afterMs: 50, onSilence: (sinceMs) => silences.push(sinceMs) },
    },
  );
  cleanUps.push(() => link.close());
  await until(() => silences.length === 1, 'the alarm');
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(silences.length).toBe(1);
  expect(link.statistics.silences).toBe(1);
});

test('a device file that appears is opened at once', async () => {
  const path = join(folder, 'lp0');
  const link = watched({ kind: 'file', path });
  await until(() => link.link.state === 'absent' && link.faults.length > 0, 'absent');
  closeSync(openSync(path, 'w'));
  await until(() => link.states.includes('open'), 'open', 3000);
});

test('a device file that another process of ours holds is a named conflict, and opens when it is free', async () => {
  const path = join(folder, 'lp1');
  spawnSync('mkfifo', [path]);
  const first = watched({ kind: 'file', path });
  await until(() => first.link.state === 'open', 'open');
  const second = watched({ kind: 'file', path });
  await until(() => second.faults.length > 0, 'a fault');
  expect(second.faults[0]).toMatchObject({ code: 'port-busy' });
  expect(second.faults[0]?.message).toContain('this process itself');
  await first.link.close();
  await until(() => second.link.state === 'open', 'open');
  await second.link.close();

  // A lock whose process is gone, or whose number another process has by now, holds nobody up.
  const locks = mkdtempSync(join(tmpdir(), 'pindan-claim-'));
  cleanUps.push(() => rmSync(locks, { recursive: true }));
  const claim = await claimFile(path, locks);
  const [lock = ''] = readdirSync(locks);
  for (const holder of ['999999999 1', `${process.ppid} 1`, '']) {
    writeFileSync(join(locks, lock), holder);
    await (await claimFile(path, locks)).release();
  }
  await claim.release();
  expect(readdirSync(locks)).toEqual([]);
});

describe.skipIf(!hasSocat)('a till on a cable that is pulled (skipped without socat)', () => {
  test('at any byte: the sale is marked, nothing is invented, and the next receipt is read', async () => {
    const dialect = shippedDialect('escpos-receipt');
    const sample = sampleBytes(dialect.file.samples[0] ?? { name: '', expect: [] });
    const whole = decodeWhole(dialect, sample);
    const facts = (events: readonly TillEvent[]): readonly unknown[] =>
      events.flatMap(({ atMs: _atMs, ...event }) =>
        ['item', 'total', 'tender', 'change'].includes(event.kind) ? [event] : [],
      );
    // A new cable for each place takes a while: these are in a number, in a command, between lines and in the last one; the
    // nightly mode takes every byte.
    const cuts =
      process.env['PINDAN_FUZZ'] === undefined
        ? [1, 30, 61, sample.length - 30, sample.length - 3]
        : Array.from(sample.keys()).slice(1);
    for (const cut of cuts) {
      const { near, far, socat } = await cable();
      let feed = openTillFeed(dialect);
      let events: TillEvent[] = [];
      let receivedBytes = 0;
      const link = openLink(serial(near), {
        onBytes: (bytes, atMs) => {
          receivedBytes += bytes.length;
          events.push(...feed.push(bytes, atMs));
        },
        onState: (state) => {
          if (state === 'lost') events.push(...feed.lost(Date.now()));
          if (state === 'open') feed = openTillFeed(dialect);
        },
        random: () => 0,
      });
      cleanUps.push(() => link.close());
      const till = watched(serial(far));
      await until(() => link.state === 'open' && till.link.state === 'open', 'both open');
      await till.link.write(sample.subarray(0, cut));
      await until(() => receivedBytes === cut, 'the first part');
      await pulled(socat);
      await until(() => link.statistics.losses > 0, 'lost');
      expect(facts(events)).toEqual(facts(whole).slice(0, facts(events).length));
      expect(events.some((event) => event.kind === 'end' && event.by === 'cut')).toBe(false);
      const kinds = events.map((event) => event.kind);
      // A head by itself is no receipt yet.
      if (kinds.includes('begin')) expect(kinds).toContain('damaged');
      await till.link.close();

      const again = await cable();
      await until(() => link.state === 'open', 'open again', 12_000);
      events = [];
      const next = watched(serial(again.far));
      await until(() => next.link.state === 'open', 'the till open again');
      await next.link.write(sample);
      await until(() => events.some((event) => event.kind === 'end'), 'the next receipt');
      expect(facts(events)).toEqual(facts(whole));
      await next.link.close();
      await link.close();
      await pulled(again.socat);
    }
  }, 600_000);
});

test('many silent device files leave the threads of this process to others', async () => {
  // The platform has four threads for all files; a read that waits in the kernel keeps one.
  const paths = Array.from({ length: 6 }, (_, index) => join(folder, `silent-${index}`));
  for (const path of paths) spawnSync('mkfifo', [path]);
  const links = paths.map((path) => watched({ kind: 'file', path }).link);
  await until(() => links.every((link) => link.state === 'open'), 'all open');
  await new Promise((resolve) => setTimeout(resolve, 100));
  const ready = await Promise.race([
    access(folder).then(() => 'ready'),
    new Promise((resolve) => setTimeout(() => resolve('no thread is free'), 3000)),
  ]);
  expect(ready).toBe('ready');
});

test('a device whose file goes away is lost, even where the open one says nothing', async () => {
  const path = join(folder, 'lp2');
  spawnSync('mkfifo', [path]);
  const port = watched({ kind: 'file', path });
  await until(() => port.link.state === 'open', 'open');
  rmSync(path);
  await until(() => port.states.includes('lost'), 'lost', 4000);
  expect(port.faults[0]?.message).toContain('gone');
  spawnSync('mkfifo', [path]);
  await until(() => port.link.state === 'open', 'open again', 4000);
});

test('a device file takes what is written', async () => {
  const path = join(folder, 'fifo');
  spawnSync('mkfifo', [path]);
  const link = watched({ kind: 'file', path });
  await until(() => link.link.state === 'open', 'open');
  await link.link.write(Buffer.from('slip'));
  // Opened for both directions, a pipe gives back what was written.
  await until(() => link.received() === 'slip', 'the bytes');
  writeFileSync(path, 'more');
  await until(() => link.received() === 'slipmore', 'more');
  rmSync(folder, { recursive: true, force: true });
});
