import { Fault } from '../contracts/fault.ts';
import { asksForHelp, parseArguments } from './arguments.ts';
import type { Command, CommandGroup } from './command.ts';
import { groupHelpText, helpText } from './help.ts';
import type { Io } from './io.ts';

/**
 * Runs a command, or one of a group, with what stands after its name, and resolves to the exit code.
 * @param path the words that call it, such as `price`
 * @throws Fault `bad-input` for arguments that it does not take, and whatever the command throws
 */
export async function runCommand(
  path: string,
  called: Command | CommandGroup,
  args: readonly string[],
  io: Io,
): Promise<number> {
  if ('commands' in called) return runOfGroup(path, called, args, io);
  if (asksForHelp(called, args)) {
    io.out(helpText(path, called));
    return 0;
  }
  return called.run(parseArguments(path, called, args), io);
}

async function runOfGroup(
  path: string,
  group: CommandGroup,
  args: readonly string[],
  io: Io,
): Promise<number> {
  const names = Object.keys(group.commands);
  const [name, ...rest] = args;
  if (name === '--help' || name === '-h') {
    io.out(await groupHelpText(path, group));
    return 0;
  }
  if (name === undefined && group.listsThem === true) {
    io.out(`${names.join('\n')}\n`);
    return 0;
  }
  const load = name !== undefined && Object.hasOwn(group.commands, name) && group.commands[name];
  if (name === undefined || load === false || load === undefined) {
    const what =
      name === undefined
        ? `${group.noun} is missing`
        : name.startsWith('-')
          ? `${name} stands before ${group.noun}`
          : `there is no ${group.noun.toLowerCase()} "${name}"`;
    throw new Fault(
      'bad-input',
      `${what}; there are ${names.join(', ')}; see pindan ${path} --help`,
    );
  }
  return runCommand(`${path} ${name}`, await load(), rest, io);
}
