import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { Fault } from '../contracts/fault.ts';

/** What a command may touch of its surroundings, injected so that a test runs a command without a process. */
export interface Io {
  readonly stdin: Readable;
  /** Standard output: results only (JSON, bytes), written as given. */
  readonly out: (chunk: string | Uint8Array) => void;
  /** One line for a person on standard error; the line end is added. */
  readonly err: (line: string) => void;
  /** What relative paths on the command line are relative to. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by the first Ctrl-C, SIGTERM or hang-up: a long-running command then ends by itself. */
  readonly signal: AbortSignal;
}

/** Everything on standard input, to its end. */
export async function readStdin(io: Io): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of io.stdin) {
    chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk as Uint8Array));
  }
  return Buffer.concat(chunks);
}

/** The bytes of the file that an argument names, or of standard input where there is no argument or it is `-`.
 *  Throws a `bad-input` fault that names the file. */
export async function readInput(argument: string | undefined, io: Io): Promise<Buffer> {
  if (argument === undefined || argument === '-') return readStdin(io);
  const path = resolve(io.cwd, argument);
  try {
    return await readFile(path);
  } catch (cause) {
    throw new Fault('bad-input', `cannot read ${argument}: ${reasonOf(cause)}`, { cause });
  }
}

/** Reads and parses JSON from a file or standard input; a mistake is a `bad-input` fault that says where. */
export async function readJson(argument: string | undefined, io: Io): Promise<unknown> {
  const text = (await readInput(argument, io)).toString('utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const where = argument === undefined || argument === '-' ? 'standard input' : argument;
    throw new Fault('bad-input', `${where} is not JSON: ${reasonOf(cause)}`, { cause });
  }
}

/** The message of whatever was thrown, on one line. */
export function reasonOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.replaceAll(/\s+/g, ' ').trim();
}
