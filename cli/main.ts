import { COMMANDS, type CommandEntry } from './commands.ts';
import { Fault } from '../contracts/fault.ts';
import type { Io } from './io.ts';
import { runCommand } from './run-command.ts';

/** What `pindan` without a command prints. */
export function usage(): string {
  const rows = Object.entries(COMMANDS).map(
    ([name, command]) => `  ${name.padEnd(12)} ${command.summary}`,
  );
  return `pindan (拼单): shoppers pool a purchase to reach a promotion\n\npindan COMMAND …\n${rows.join('\n')}\n\npindan COMMAND --help shows what a command does and its options.\n`;
}

function commandNamed(name: string): CommandEntry | undefined {
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
}

/** Runs one command line and gives the exit code: 0 done, 1 the world or the input failed, 2 no such command, 70 a bug of ours. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...args] = argv;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    io.out(usage());
    return name === undefined ? 2 : 0;
  }
  const command = commandNamed(name);
  if (command === undefined) {
    io.err(`pindan: there is no command "${name}"; "pindan help" lists them`);
    return 2;
  }
  try {
    return await runCommand(name, await command.load(), args, io);
  } catch (error) {
    if (error instanceof Fault) {
      io.err(`pindan ${name}: ${error.message}`);
      return 1;
    }
    io.err(
      `pindan ${name}: a mistake in pindan itself; please report it with the lines below\n${
        error instanceof Error ? (error.stack ?? error.message) : String(error)
      }`,
    );
    return 70;
  }
}

/**
 * The process's own streams, and for a command that stops itself a signal that the first Ctrl-C, SIGTERM, hang-up or loss of the
 * launcher aborts. A listener would keep the others from being ended: one that computes for a minute never comes to hear it.
 */
function processIo(stopsItself: boolean): Io {
  const stop = new AbortController();
  if (stopsItself) {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => stop.abort(signal));
  }
  // The launcher holds an IPC channel: when it is killed without a chance to say so, we end too instead of staying behind.
  process.on('disconnect', () => (stopsItself ? stop.abort('launcher gone') : process.exit(1)));
  // A reader that has seen enough (`pindan decode … | head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    stdin: process.stdin,
    out: (chunk) => void process.stdout.write(chunk),
    err: (line) => void process.stderr.write(`${line}\n`),
    cwd: process.cwd(),
    env: process.env,
    signal: stop.signal,
  };
}

/** Waits until what was written to a pipe has left: `process.exit` would cut it off. */
async function flushed(stream: NodeJS.WriteStream): Promise<void> {
  await new Promise<void>((resolve) => void stream.write('', () => resolve()));
}

if (import.meta.main) {
  const argv = process.argv.slice(2);
  const code = await run(argv, processIo(commandNamed(argv[0] ?? '')?.stopsItself === true));
  await flushed(process.stdout);
  await flushed(process.stderr);
  process.exit(code);
}
