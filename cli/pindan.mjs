#!/usr/bin/env node
// The `pindan` command: plain JavaScript for any Node from 18 on, because Node 20 cannot run the TypeScript that follows.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { become, findNode24, needsNode24 } from './node24.mjs';
import { setUp } from './setup.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

if (!(await setUp(root))) process.exit(1);
const node = findNode24(root);
if (node === undefined) {
  process.stderr.write(`${needsNode24()}\n`);
  process.exit(1);
}
process.exitCode = await become(node, [join(root, 'cli', 'main.ts'), ...process.argv.slice(2)]);
