import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { withLock } from './lock.mjs';

const SCRIPT = fileURLToPath(new URL('testing/takes-locks.mjs', import.meta.url));
const PROCESSES = 6;
const LOCKS = 12;

const folder = mkdtempSync(join(tmpdir(), 'pindan-lock-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: readonly string[]) {
  return spawn(process.execPath, [SCRIPT, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}

test('two that want the lock at once work one after the other, and the second says so', async () => {
  const lock = join(folder, 'lock');
  const order: string[] = [];
  const said: string[] = [];
  const work = (name: string) => async () => {
    order.push(`${name} begins`);
    await sleep(50);
    order.push(`${name} ends`);
  };
  await Promise.all([
    withLock(lock, (line) => void said.push(line), work('one')),
    withLock(lock, (line) => void said.push(line), work('two')),
  ]);
  const [first] = order;
  expect(order[1]).toBe(first?.replace('begins', 'ends'));
  expect(order).toHaveLength(4);
  expect(said).toHaveLength(1);
});

test.each(['000000001-4194305-dead', 'choosing-4194305-dead'])(
  'nobody waits for %s, whose process is dead',
  async (file) => {
    const lock = join(folder, 'dead');
    mkdirSync(lock);
    // No process has this number: it is above the largest that Linux gives.
    writeFileSync(join(lock, file), '');
    const said: string[] = [];
    const work = () => Promise.resolve('done');
    expect(await withLock(lock, (line) => void said.push(line), work)).toBe('done');
    expect(said).toEqual([]);
    expect(existsSync(lock)).toBe(false);
  },
);

test(
  'of several processes that find the lock of a dead one, one at a time works',
  {
    timeout: 60_000,
  },
  async () => {
    const holder = run('hold', folder, String(LOCKS));
    await once(holder.stdout, 'data');
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const startMs = Date.now() + 1500;
    const processes = Array.from({ length: PROCESSES }, () =>
      run('meet', folder, String(LOCKS), String(startMs)),
    );
    const exits = await Promise.all(processes.map((one) => once(one, 'exit')));
    expect(exits).toEqual(exits.map(() => [0, null]));
    const oneAfterTheOther = 'begins\nends\n'.repeat(PROCESSES);
    for (let lock = 0; lock < LOCKS; lock += 1) {
      expect(readFileSync(join(folder, `lock-${lock}.log`), 'utf8')).toBe(oneAfterTheOther);
    }
  },
);
