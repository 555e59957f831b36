import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from './commands.ts';
import type { Io } from './io.ts';
import { readInput, readJson } from './io.ts';
import { run } from './main.ts';

function fakeIo(stdin = ''): { readonly io: Io; readonly out: string[]; readonly err: string[] } {
  const out: string[] = [];
  const err: string[] = [];
  const io: Io = {
    stdin: Readable.from([Buffer.from(stdin)]),
    out: (chunk) => void out.push(String(chunk)),
    err: (line) => void err.push(line),
    cwd: import.meta.dirname,
    env: {},
    signal: new AbortController().signal,
  };
  return { io, out, err };
}

describe('pindan on the command line', () => {
  test('without a command lists them all and is not content', async () => {
    const { io, out } = fakeIo();
    expect(await run([], io)).toBe(2);
    for (const name of Object.keys(COMMANDS)) expect(out.join('')).toContain(`  ${name} `);
  });

  test('says which command there is not', async () => {
    const { io, err } = fakeIo();
    expect(await run(['toString'], io)).toBe(2);
    expect(err).toEqual(['pindan: there is no command "toString"; "pindan help" lists them']);
  });

  test('one that computes for long is ended by Ctrl-C at once', async () => {
    const main = fileURLToPath(new URL('main.ts', import.meta.url));
    const args = [main, 'bench', 'match', '--shoppers', '2000', '--seeds', '1'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const ended = once(child, 'exit');
    // Long enough to be in the middle of it: a shop of two thousand takes minutes.
    await Promise.race([sleep(2500), ended]);
    expect(child.exitCode).toBeNull();
    const from = performance.now();
    child.kill('SIGINT');
    expect(await ended).toEqual([null, 'SIGINT']);
    expect(performance.now() - from).toBeLessThan(2000);
  });

  test('tells bad input in one line and with exit code 1', async () => {
    const { io, err } = fakeIo('{ "shoppers": ');
    expect(await run(['match'], io)).toBe(1);
    expect(err).toHaveLength(1);
    expect(err[0]).toMatch(/^pindan match: standard input is not JSON: /);
  });

  test.each([
    [['start', '--nonsense'], /there is no option --nonsense; see pindan start --help/],
    [['start', '--links', 'rope'], /--links rope: expected pty or tcp/],
    [
      ['bench', 'outbox', 'many'],
      /SALES many: expected a whole number above 0; see pindan bench outbox --help/,
    ],
    [['bench', 'match', '--seeds', 'few'], /--seeds few: expected a whole number above 0/],
    [
      ['bench', 'line-to-suggestion', '--rates', '50,fast'],
      /--rates 50,fast: expected whole numbers/,
    ],
    [['start', '--seed', '0'], /--seed 0: expected a whole number above 0/],
    [['start', '--config', 'no-such.json'], /no-such\.json/],
    [['start', '--day', 'no-such.csv'], /no-such\.csv/],
    [['bench', 'nothing'], /there is no benchmark "nothing"; there are .*line-to-suggestion/],
  ])('%j is refused with what is wrong', async (args, words) => {
    const { io, err } = fakeIo();
    expect(await run(args, io)).toBe(1);
    expect(err.join('\n')).toMatch(words);
  });
});

describe('input of a command', () => {
  test('comes from standard input without an argument, and from a file with one', async () => {
    expect(String(await readInput(undefined, fakeIo('bytes').io))).toBe('bytes');
    expect(String(await readInput('-', fakeIo('bytes').io))).toBe('bytes');
    expect(await readJson('tsconfig.json', fakeIo().io)).toHaveProperty('references');
  });

  test('that is not there is named', async () => {
    await expect(readInput('gone.json', fakeIo().io)).rejects.toThrow(/cannot read gone\.json/);
  });
});
