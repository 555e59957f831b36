// Builds the kiosk page where its sources changed. Plain JavaScript; the build itself runs under Node 24.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { findNode24, needsNode24 } from './node24.mjs';

/**
 * Makes `.build/renderer/` hold the kiosk page of the sources as they are now; two at once wait for each other.
 * @param {string} root
 * @param {(line: string) => void} say
 * @returns {Promise<boolean>} false when the build failed; the reason was printed
 */
export async function buildPage(root, say) {
  const node = findNode24(root);
  if (node === undefined) {
    process.stderr.write(`${needsNode24()}\n`);
    return false;
  }
  return withLock(join(root, '.build', 'page.lock'), say, async () => {
    /** @type {string[]} */
    const words = [];
    const code = await new Promise((resolve) => {
      const child = spawn(node, [join(root, 'renderer', 'build.ts')], {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child.stdout.on('data', (chunk) => void words.push(String(chunk)));
      child.stderr.on('data', (chunk) => void words.push(String(chunk)));
      child.once('error', () => resolve(1));
      child.once('close', resolve);
    });
    if (code === 0) return true;
    process.stderr.write(words.join(''));
    say('the kiosk page could not be built, see the lines above');
    return false;
  });
}
