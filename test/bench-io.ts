import type { DeclaredCommand, Options, Positionals } from '../contracts/command-line.ts';

/** What a benchmark of `test/bench/` writes to: the part of the command line's `Io` that it needs. */
export interface BenchIo {
  /** Results. */
  readonly out: (text: string) => void;
  /** One line for the person who waits. */
  readonly err: (line: string) => void;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Declares a benchmark. `pindan bench NAME` runs the one that `test/bench/NAME.ts` exports as `bench`. */
export function benchmark<
  const O extends Options = Record<never, never>,
  const P extends Positionals = Record<never, never>,
>(declared: DeclaredCommand<O, P, BenchIo>): DeclaredCommand<O, P, BenchIo> {
  return declared;
}
