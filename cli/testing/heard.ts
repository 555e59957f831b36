import { Readable } from 'node:stream';
import { Fault } from '../../contracts/fault.ts';
import type { Io } from '../io.ts';
import { call } from './call.ts';

/** What a command said, and how it ended. */
export interface Heard {
  readonly code: number;
  readonly out: string;
  /** Line by line. */
  readonly err: readonly string[];
  /** The Fault that ended it, in words; empty without one. */
  readonly complaint: string;
}

/** Runs a command in a folder with this on its standard input, as the launcher would. */
export async function heard(
  name: string,
  args: readonly string[],
  given: { readonly cwd: string; readonly stdin?: string },
): Promise<Heard> {
  let out = '';
  const err: string[] = [];
  const io: Io = {
    stdin: Readable.from([Buffer.from(given.stdin ?? '')]),
    out: (chunk) => {
      out += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    },
    err: (line) => void err.push(line),
    cwd: given.cwd,
    env: {},
    signal: new AbortController().signal,
  };
  try {
    return { code: await call(name, args, io), out, err, complaint: '' };
  } catch (error) {
    if (error instanceof Fault) return { code: 1, out, err, complaint: error.message };
    throw error;
  }
}
