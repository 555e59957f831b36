// `npm test`: set-up, system programs, every test. The last line counts them. Arguments are handed to Vitest (file filters).
import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { become, findNode24, needsNode24 } from './node24.mjs';
import { setUp } from './setup.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

/** @typedef {{ status: string, name: string, assertionResults: readonly unknown[] }} FileReport */
/** @typedef {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number, testResults: readonly FileReport[] }} Report */

/**
 * The last line of a test run. A file that could not even be loaded counts as one failure, so that the line never says 0 failed
 * where something failed.
 * @param {Report | undefined} report what Vitest's JSON reporter wrote, undefined where it wrote nothing
 * @param {number} exitCode Vitest's
 */
export function tally(report, exitCode) {
  const notLoaded = (report?.testResults ?? []).filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  const counted = (report?.numFailedTests ?? 0) + notLoaded;
  const failed = exitCode !== 0 && counted === 0 ? 1 : counted;
  const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
  return `${report?.numPassedTests ?? 0} passed, ${failed} failed, ${skipped} skipped`;
}

/** @param {readonly string[]} args */
async function main(args) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  if (!(await setUp(root))) return 1;
  await ensureSystemPackages((line) => void process.stderr.write(`set-up: ${line}\n`));
  const node = findNode24(root);
  if (node === undefined) {
    process.stderr.write(`${needsNode24()}\n`);
    return 1;
  }
  const reportPath = join(root, '.build', 'test-report.json');
  await mkdir(dirname(reportPath), { recursive: true });
  await rm(reportPath, { force: true });
  const code = await become(
    node,
    [
      join(root, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${reportPath}`,
      ...args,
    ],
    { cwd: root },
  );
  /** @type {Report | undefined} */
  let report;
  try {
    report = JSON.parse(await readFile(reportPath, 'utf8'));
  } catch {
    process.stderr.write('Vitest ended without a report; its own words stand above\n');
  }
  process.stdout.write(`${tally(report, code)}\n`);
  return code === 0 && report === undefined ? 1 : code;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2));
}
