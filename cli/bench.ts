import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Fault } from '../contracts/fault.ts';
import type { Command, Io } from './io.ts';

const FOLDER = join(import.meta.dirname, '..', 'test', 'bench');

/** `pindan bench NAME …`: runs `test/bench/NAME.ts`, which exports `bench(args, io)`; without a name, lists what there is. */
export async function runBench(args: readonly string[], io: Io): Promise<number> {
  const names = (await readdir(FOLDER))
    .filter((name) => name.endsWith('.ts') && !/\.(?:test|d)\.ts$/.test(name))
    .map((name) => name.slice(0, -3))
    .toSorted();
  const [name, ...rest] = args;
  if (name === undefined) {
    io.out(`${names.join('\n')}\n`);
    return 0;
  }
  if (!names.includes(name)) {
    throw new Fault('bad-input', `there is no benchmark "${name}"; there are ${names.join(', ')}`);
  }
  try {
    const loaded: unknown = await import(pathToFileURL(join(FOLDER, `${name}.ts`)).href);
    if (!isBenchmark(loaded)) throw new Error(`test/bench/${name}.ts exports no function bench`);
    return await loaded.bench(rest, io);
  } catch (cause) {
    const missing = missingPackage(cause);
    if (missing === undefined) throw cause;
    throw new Fault(
      'bad-input',
      `benchmark "${name}" needs the package ${missing}, which is for development only: run "npm ci" without --omit=dev`,
      { cause },
    );
  }
}

/** The name of the package that an import did not find; undefined for every other error. */
function missingPackage(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return undefined;
  return /^Cannot find package '([^']+)'/.exec(cause.message)?.[1];
}

function isBenchmark(loaded: unknown): loaded is { readonly bench: Command } {
  return (
    typeof loaded === 'object' &&
    loaded !== null &&
    'bench' in loaded &&
    typeof loaded.bench === 'function'
  );
}
