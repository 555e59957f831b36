import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../contracts/seeded-random.ts';
import { bestWireKind, openWire, splitting } from './wire.ts';

const folder = mkdtempSync(join(tmpdir(), 'pindan-wire-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a virtual cable', () => {
  test.skipIf(bestWireKind() !== 'pty')(
    'of pseudo-terminals carries bytes both ways and survives that the reader dies and comes back (needs socat)',
    async () => {
      const path = join(folder, 'pty');
      const wire = await openWire('pty', path);
      let heard = '';
      wire.onBytes((bytes) => (heard += Buffer.from(bytes).toString()));
      for (const word of ['one', 'two']) {
        const reader = spawn('head', ['-c', '3', path], { stdio: ['ignore', 'pipe', 'ignore'] });
        let read = '';
        reader.stdout.on('data', (chunk: Buffer) => (read += chunk.toString()));
        await sleep(50);
        await wire.write(Buffer.from(word));
        await new Promise((resolve) => void reader.once('close', resolve));
        expect(read).toBe(word);
        const far = await open(path, 'w');
        await far.write('back');
        await far.close();
      }
      await expect.poll(() => heard).toBe('backback');
      await wire.close();
    },
  );

  test('of TCP carries bytes both ways', async () => {
    const wire = await openWire('tcp', '');
    let heard = '';
    wire.onBytes((bytes) => (heard += Buffer.from(bytes).toString()));
    if (wire.address.kind !== 'tcp') throw new Error('a TCP wire has a TCP address');
    const socket = connect(wire.address.port, wire.address.host);
    let read = '';
    socket.on('data', (chunk) => (read += chunk.toString()));
    await new Promise((resolve) => void socket.once('connect', resolve));
    await expect
      .poll(async () => {
        await wire.write(Buffer.from('x'));
        return read;
      })
      .toMatch(/^x+$/);
    socket.write('back');
    await expect.poll(() => heard).toBe('back');
    socket.destroy();
    await wire.close();
  });

  test('with a loose contact delivers every byte in order, in pieces', async () => {
    const pieces: Uint8Array[] = [];
    const wire = splitting(
      {
        address: { kind: 'tcp', host: '127.0.0.1', port: 1 },
        write: (bytes) => Promise.resolve(void pieces.push(bytes)),
        onBytes: () => undefined,
        close: () => Promise.resolve(),
      },
      seededRandom(7),
    );
    const text = 'TOTAL 12.40\n'.repeat(20);
    await Promise.all([wire.write(Buffer.from(text)), wire.write(Buffer.from('END'))]);
    expect(Buffer.concat(pieces).toString()).toBe(`${text}END`);
    expect(pieces.length).toBeGreaterThan(15);
  });
});
