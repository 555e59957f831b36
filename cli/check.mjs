// `npm run check`: format, lint, types, unused code, unit tests; stops at the first that fails.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { become, findNode24, needsNode24 } from './node24.mjs';
import { setUp } from './setup.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The folders with a project of their own; what crosses folders stands in `test/` and is `npm test`'s. */
const FOLDERS = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
  .map((entry) => entry.name)
  .filter((name) => readdirSync(join(root, name)).includes('tsconfig.json') && name !== 'test');

/** @type {readonly { name: string, why: string, run: readonly string[] }[]} */
const STEPS = [
  { name: 'format', why: 'run "npm run format"', run: ['oxfmt/bin/oxfmt', '--check', '.'] },
  {
    name: 'lint',
    why: 'mend the lines named above',
    run: ['oxlint/bin/oxlint', '--deny-warnings'],
  },
  { name: 'types', why: 'mend the lines named above', run: ['typescript/bin/tsc', '-b'] },
  { name: 'unused code', why: 'use or delete it', run: ['knip/bin/knip.js'] },
  {
    name: 'code that only tests use',
    why: 'use it, delete it, or move it into testing/',
    run: ['knip/bin/knip.js', '--production'],
  },
  {
    name: 'unit tests',
    why: 'mend the tests named above',
    run: ['vitest/vitest.mjs', 'run', '--reporter=dot', ...FOLDERS.map((name) => `${name}/`)],
  },
];

async function main() {
  if (!(await setUp(root))) return 1;
  const node = findNode24(root);
  if (node === undefined) {
    process.stderr.write(`${needsNode24()}\n`);
    return 1;
  }
  for (const step of STEPS) {
    const startedAtMs = Date.now();
    process.stdout.write(`check: ${step.name}\n`);
    const [script = '', ...args] = step.run;
    const code = await become(node, [join(root, 'node_modules', script), ...args], { cwd: root });
    if (code !== 0) {
      process.stdout.write(`check: ${step.name} failed (exit ${code}): ${step.why}\n`);
      return code;
    }
    const seconds = ((Date.now() - startedAtMs) / 1000).toFixed(1);
    process.stdout.write(`check: ${step.name} is good (${seconds} s)\n`);
  }
  return 0;
}

process.exitCode = await main();
