// A lock between processes that outlives none of them: Lamport's bakery algorithm, with files for its variables. Each process has
// files of its own name, so whoever clears away a dead one's takes nobody else's turn. Node alone, because it runs before set-up.
// Source: L. Lamport, "A New Solution of Dijkstra's Concurrent Programming Problem", CACM 17(8), 1974.
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const RETRY_MS = 100;

/** @typedef {{ file: string, pid: number }} Entry */

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * The files of living processes, in order; those of dead ones are removed.
 * @param {string} folder
 * @param {RegExp} name its group is the process's number
 * @returns {Promise<readonly Entry[]>}
 */
async function livingIn(folder, name) {
  const files = (await readdir(folder)).sort();
  const entries = files.flatMap((file) => {
    const pid = name.exec(file)?.[1];
    return pid === undefined ? [] : [{ file, pid: Number(pid) }];
  });
  const dead = entries.filter(({ pid }) => !isAlive(pid));
  await Promise.all(dead.map(({ file }) => rm(join(folder, file), { force: true })));
  return entries.filter(({ pid }) => isAlive(pid));
}

const CHOOSING = /^choosing-(\d+)-/;
const TICKET = /^\d{9}-(\d+)-/;

/** @param {string} code @returns {(error: unknown) => void} what throws each other error */
function unless(code) {
  return (error) => {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== code) throw error;
  };
}

/** @param {string} folder @returns {Promise<string>} the file that is this call's place in the queue */
async function drawTicket(folder) {
  const id = `${process.pid}-${randomBytes(6).toString('hex')}`;
  const choosing = join(folder, `choosing-${id}`);
  for (;;) {
    await mkdir(folder).catch(unless('EEXIST'));
    try {
      await writeFile(choosing, '');
      break;
    } catch (error) {
      // The last one has just left and taken the empty folder with it.
      unless('ENOENT')(error);
    }
  }
  const numbers = (await livingIn(folder, TICKET)).map(({ file }) => Number.parseInt(file, 10));
  const ticket = `${String(Math.max(0, ...numbers) + 1).padStart(9, '0')}-${id}`;
  await writeFile(join(folder, ticket), '');
  await rm(choosing);
  return ticket;
}

/**
 * Who has to be waited for. The choosing ones are read first: one that is not seen there has its ticket, or will see ours.
 * @param {string} folder @param {string} ticket @returns {Promise<Entry | undefined>}
 */
async function before(folder, ticket) {
  const [choosing] = await livingIn(folder, CHOOSING);
  if (choosing !== undefined) return choosing;
  const [first] = await livingIn(folder, TICKET);
  return first?.file === ticket ? undefined : first;
}

/**
 * Runs `work` while no other process runs one under the same folder.
 * @template T
 * @param {string} folder
 * @param {(line: string) => void} say
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(folder, say, work) {
  const ticket = await drawTicket(folder);
  try {
    let told = false;
    for (;;) {
      const other = await before(folder, ticket);
      if (other === undefined) break;
      if (!told && TICKET.test(other.file)) {
        say(`waiting for process ${other.pid}, which is setting up already`);
        told = true;
      }
      await sleep(RETRY_MS);
    }
    return await work();
  } finally {
    await rm(join(folder, ticket), { force: true });
    // Fails while others wait in there.
    await rmdir(folder).catch(() => undefined);
  }
}
