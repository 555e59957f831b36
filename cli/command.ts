import type { DeclaredCommand, Options, Positionals } from '../contracts/command-line.ts';
import type { Io } from './io.ts';

/** A command of `pindan`, whatever its options are. A `Fault` that it throws becomes one clear line on standard error and exit code 1;
 *  any other error is a bug and is shown with its stack. */
export type Command = DeclaredCommand<Options, Positionals, Io>;

/** Commands that share their first word, such as `pindan dialect new` and `pindan dialect check`. */
export interface CommandGroup {
  readonly about: string;
  /** What stands for the second word in help and in complaints. */
  readonly noun: string;
  /** Each loaded only when it is asked for. */
  readonly commands: Readonly<Record<string, () => Promise<Command>>>;
  /** Without a second word the group lists them and is content; otherwise that is a mistake. */
  readonly listsThem?: true;
}

/** Declares a command; the types of what `run` is given follow from its options and positionals. */
export function command<
  const O extends Options = Record<never, never>,
  const P extends Positionals = Record<never, never>,
>(declared: DeclaredCommand<O, P, Io>): DeclaredCommand<O, P, Io> {
  return declared;
}
