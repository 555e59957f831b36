// A lock between processes that outlives none of them: a folder is made by one only, and a dead holder's is taken over.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** @param {string} folder @returns {Promise<number | undefined>} the process that holds it, undefined while it has not said so */
async function holderOf(folder) {
  try {
    return Number.parseInt(await readFile(join(folder, 'pid'), 'utf8'), 10);
  } catch {
    // The holder made the folder and has not yet written its number, or has just left.
    return undefined;
  }
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
  let told = false;
  let unknownHolder = 0;
  for (;;) {
    try {
      await mkdir(folder);
      break;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
    const holder = await holderOf(folder);
    unknownHolder = holder === undefined ? unknownHolder + 1 : 0;
    if ((holder !== undefined && !isAlive(holder)) || unknownHolder > 20) {
      await rm(folder, { recursive: true, force: true });
      continue;
    }
    if (!told) say(`waiting for process ${holder ?? 'unknown'}, which is setting up already`);
    told = true;
    await sleep(250);
  }
  try {
    await writeFile(join(folder, 'pid'), String(process.pid));
    return await work();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
