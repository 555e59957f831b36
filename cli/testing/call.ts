import { COMMANDS } from '../commands.ts';
import type { Io } from '../io.ts';
import { runCommand } from '../run-command.ts';

/** Runs `pindan NAME …` as the launcher does, but throws the Fault that ends it. */
export async function call(name: string, args: readonly string[], io: Io): Promise<number> {
  const entry = COMMANDS[name];
  if (entry === undefined) throw new Error(`there is no command ${name}`);
  return runCommand(name, await entry.load(), args, io);
}
