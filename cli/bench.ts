import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Fault } from '../contracts/fault.ts';
import type { Command, CommandGroup } from './command.ts';

const FOLDER = join(import.meta.dirname, '..', 'test', 'bench');

/** Each file of `test/bench/` is a benchmark and exports what it takes and does as `bench`. */
const names = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.ts') && !/\.(?:test|d)\.ts$/.test(name))
  .map((name) => name.slice(0, -3))
  .toSorted();

export const benchCommands: CommandGroup = {
  about: 'Runs a benchmark; without a name it lists what there is.',
  noun: 'BENCHMARK',
  listsThem: true,
  commands: Object.fromEntries(names.map((name) => [name, () => benchmarkNamed(name)])),
};

async function benchmarkNamed(name: string): Promise<Command> {
  const { bench } = await withPackages(name, () => load(name));
  return { ...bench, run: (given, io) => withPackages(name, () => bench.run(given, io)) };
}

async function load(name: string): Promise<{ readonly bench: Command }> {
  const loaded: unknown = await import(pathToFileURL(join(FOLDER, `${name}.ts`)).href);
  if (!isBenchmark(loaded)) throw new Error(`test/bench/${name}.ts exports no benchmark as bench`);
  return loaded;
}

/** @throws Fault `bad-input` that names the package which is not installed */
async function withPackages<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
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
    typeof loaded.bench === 'object' &&
    loaded.bench !== null &&
    'run' in loaded.bench &&
    typeof loaded.bench.run === 'function'
  );
}
