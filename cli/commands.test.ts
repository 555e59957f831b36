import { Readable } from 'node:stream';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Option } from '../contracts/command-line.ts';
import { parseArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { COMMANDS } from './commands.ts';
import type { Io } from './io.ts';
import { run } from './main.ts';

/** Every command by the words that call it, those of groups too. */
const commands = new Map<string, Command>();
beforeAll(async () => {
  for (const [name, entry] of Object.entries(COMMANDS)) {
    const called = await entry.load();
    if (!('commands' in called)) commands.set(name, called);
    else {
      for (const [second, load] of Object.entries(called.commands))
        commands.set(`${name} ${second}`, await load());
    }
  }
}, 60_000);

async function pindan(
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: readonly string[] }> {
  let out = '';
  const err: string[] = [];
  const io: Io = {
    stdin: Readable.from([]),
    out: (chunk) => (out += String(chunk)),
    err: (line) => err.push(line),
    cwd: import.meta.dirname,
    env: {},
    signal: new AbortController().signal,
  };
  return { code: await run(args, io), out, err };
}

/** An option as typed, with a text that it must refuse; undefined where it takes any text. */
function nonsenseFor(name: string, option: Option): string | undefined {
  if (option.type === 'flag') return `--${name}=yes`;
  if (option.type === 'text' && option.schema === undefined) return undefined;
  return `--${name}=/nonsense/`;
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe('every command', () => {
  test('is found, alone or in the groups promotions, dialect and bench', () => {
    const groups = new Set([...commands.keys()].filter((path) => path.includes(' ')));
    const second = [...groups].map((path) => path.split(' ')[0]);
    expect(new Set(second)).toEqual(new Set(['promotions', 'dialect', 'bench']));
    expect(commands.size - groups.size + new Set(second).size).toBe(Object.keys(COMMANDS).length);
  });

  test.each(['--help', '-h'])('answers %s with what it does and every option', async (asked) => {
    for (const [path, { about, options = {}, positionals = {}, example }] of commands) {
      const { code, out, err } = await pindan(...path.split(' '), asked);
      expect({ path, code, err }).toEqual({ path, code: 0, err: [] });
      expect(out).toMatch(new RegExp(`^pindan ${path}[ \\n]`));
      const words = oneLine(out);
      expect(words).toContain(oneLine(about));
      expect(words).toContain(`Example: ${example}`);
      for (const [name, option] of Object.entries(options)) {
        expect(words).toContain(`--${name}${option.type === 'flag' ? ' ' : ''}`);
        expect(words).toContain(oneLine(option.about));
      }
      for (const positional of Object.values(positionals))
        expect(words).toContain(oneLine(positional.about));
      for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    }
  });

  test('refuses an unknown option in one line that names it and says where help is', async () => {
    for (const path of commands.keys()) {
      const { code, out, err } = await pindan(...path.split(' '), '--nonsense');
      const [name = ''] = path.split(' ');
      expect({ code, out, err }).toEqual({
        code: 1,
        out: '',
        err: [`pindan ${name}: there is no option --nonsense; see pindan ${path} --help`],
      });
    }
  });

  test('refuses a value that an option does not take, in one line that names the option', async () => {
    let refused = 0;
    for (const [path, { options = {} }] of commands) {
      for (const [name, option] of Object.entries(options)) {
        const nonsense = nonsenseFor(name, option);
        if (nonsense === undefined) continue;
        expect(() => parseArguments(path, { options: { [name]: option } }, [nonsense])).toThrow(
          new RegExp(`^--${name} .*; see pindan ${path} --help$`),
        );
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(20);
  });

  test('takes its own example', () => {
    for (const [path, declared] of commands) {
      expect(`${declared.example} `).toMatch(new RegExp(`^pindan ${path} `));
      const args = declared.example.split(' ').slice(1 + path.split(' ').length);
      expect(() => parseArguments(path, declared, args)).not.toThrow();
    }
  });
});

describe('a group of commands', () => {
  test.each(['promotions', 'dialect', 'bench'])(
    '%s lists its commands when asked for help',
    async (group) => {
      const { code, out } = await pindan(group, '--help');
      expect(code).toBe(0);
      const own = [...commands.keys()].filter((path) => path.startsWith(`${group} `));
      expect(own).not.toEqual([]);
      for (const path of own) expect(out).toContain(`\n  ${path.split(' ')[1] ?? ''} `);
    },
  );

  test.each([
    [['dialect'], 'COMMAND is missing; there are list, new, check'],
    [['dialect', 'nix'], 'there is no command "nix"; there are list, new, check'],
    [['dialect', '--accept', 'check'], '--accept stands before COMMAND'],
    [['dialect', 'toString'], 'there is no command "toString"'],
  ])('%j is refused with what there is', async (args, words) => {
    const { code, err } = await pindan(...args);
    expect(code).toBe(1);
    expect(err).toHaveLength(1);
    expect(err[0]).toContain(words);
    expect(err[0]).toContain('see pindan dialect --help');
  });
});
