// A process of the lock's test: `hold FOLDER COUNT` takes locks and never lets go; `meet FOLDER COUNT AT-MS` takes each of them with
// others at the same moment, and writes down when it has it.
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withLock } from '../lock.mjs';

const ROUND_MS = 250;
const [what, folder = '', count = '0', atMs = '0'] = process.argv.slice(2);
const rounds = Array.from({ length: Number(count) }, (_, round) => join(folder, `lock-${round}`));
const silent = () => undefined;

if (what === 'hold') {
  await Promise.all(
    rounds.map(async (lock) => {
      await new Promise((taken) => {
        void withLock(lock, silent, () => (taken(undefined), sleep(600_000)));
      });
    }),
  );
  process.stdout.write('all taken\n');
} else {
  for (const [round, lock] of rounds.entries()) {
    // Sleeping is too coarse: the processes must come in the same millisecond.
    const startMs = Number(atMs) + round * ROUND_MS;
    await sleep(Math.max(0, startMs - Date.now() - 10));
    while (Date.now() < startMs);
    await withLock(lock, silent, async () => {
      await appendFile(`${lock}.log`, 'begins\n');
      await sleep(5);
      await appendFile(`${lock}.log`, 'ends\n');
    });
  }
}
