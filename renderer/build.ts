import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const STAMP = join(ROOT, '.build', 'renderer.sources');

/** Where the built page stands; the daemon serves it. */
export const RENDERER_FOLDER = join(ROOT, '.build', 'renderer');

/** A fingerprint of everything that the page is made of. */
async function sources(): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of ['renderer', 'contracts']) {
    const entries = await readdir(join(ROOT, folder), { withFileTypes: true, recursive: true });
    const paths = entries
      .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .toSorted();
    for (const path of paths) hash.update(path.slice(ROOT.length)).update(await readFile(path));
  }
  return hash.update(await readFile(join(ROOT, 'package-lock.json'))).digest('hex');
}

/** Makes `.build/renderer` hold the page of the sources as they are now; does nothing where it does already. */
export async function buildRenderer(): Promise<'built' | 'fresh'> {
  const wanted = await sources();
  const isBuilt = existsSync(join(RENDERER_FOLDER, 'index.html')) && existsSync(STAMP);
  if (isBuilt && (await readFile(STAMP, 'utf8')) === wanted) return 'fresh';
  // Loaded only now: every start asks whether the page is fresh, and loading Vite takes longer than finding out.
  const { build } = await import('vite');
  await build({ configFile: join(ROOT, 'renderer', 'vite.config.ts'), configLoader: 'native' });
  await writeFile(STAMP, wanted);
  return 'built';
}

if (import.meta.main) process.stdout.write(`kiosk page: ${await buildRenderer()}\n`);
