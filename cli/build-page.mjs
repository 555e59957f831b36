// Builds the kiosk page when its sources changed. Plain JavaScript; the build itself runs under Node 24.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { findNode24, needsNode24 } from './node24.mjs';

/** @param {string} folder @returns {Promise<string[]>} */
async function filesBelow(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** A fingerprint of everything that the page is made of. @param {string} root */
async function fingerprint(root) {
  const hash = createHash('sha256');
  const sources = [
    ...(await filesBelow(join(root, 'renderer'))),
    ...(await filesBelow(join(root, 'contracts'))),
  ];
  for (const path of [...sources, join(root, 'package-lock.json')]) {
    hash
      .update(path.slice(root.length))
      .update('\0')
      .update(await readFile(path))
      .update('\0');
  }
  return hash.digest('hex');
}

/**
 * Makes `.build/renderer/` hold the kiosk page of the sources as they are now.
 * @param {string} root
 * @param {(line: string) => void} say
 * @returns {Promise<boolean>} false when the build failed; the reason was printed
 */
export async function buildPage(root, say) {
  const script = join(root, 'renderer', 'build.ts');
  const stamp = join(root, '.build', 'renderer.fingerprint');
  if (!existsSync(script)) return true;
  const wanted = await fingerprint(root);
  const isFresh = async () =>
    existsSync(join(root, '.build', 'renderer', 'index.html')) &&
    existsSync(stamp) &&
    (await readFile(stamp, 'utf8')) === wanted;
  if (await isFresh()) return true;
  const node = findNode24(root);
  if (node === undefined) {
    process.stderr.write(`${needsNode24()}\n`);
    return false;
  }
  return withLock(join(root, '.build', 'page.lock'), say, async () => {
    if (await isFresh()) return true;
    say('building the kiosk page');
    const code = await new Promise((resolve) => {
      const child = spawn(node, [script], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
      child.once('error', () => resolve(1));
      child.once('close', resolve);
    });
    if (code !== 0) {
      say('the kiosk page could not be built, see the lines above');
      return false;
    }
    await writeFile(stamp, wanted);
    return true;
  });
}
