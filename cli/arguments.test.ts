import { describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import type { Options, Positionals } from '../contracts/command-line.ts';
import { Fault } from '../contracts/fault.ts';
import { asksForHelp, parseArguments } from './arguments.ts';

const OPTIONS = {
  once: { type: 'flag', short: 'o', about: 'ends after the first' },
  config: { type: 'text', value: 'FILE', default: 'shop.json', about: 'the shop' },
  day: { type: 'text', value: 'DAY', about: 'one day' },
  rates: {
    type: 'text',
    value: 'RATES',
    schema: z
      .string()
      .regex(/^\d+(,\d+)*$/)
      .transform((text) => text.split(',').map(Number)),
    expects: 'numbers with commas',
    default: '5,6',
    about: 'rates',
  },
  promotions: { type: 'text', short: 'p', value: 'FILE', required: true, about: 'promotions' },
  seed: { type: 'number', value: 'N', whole: true, above: 0, default: 1, about: 'seed' },
  share: { type: 'number', value: 'SHARE', atLeast: 0, below: 1, about: 'share' },
  paper: { type: 'choice', choices: [58, 80], about: 'paper' },
  log: { type: 'choice', choices: ['lines', 'json'], default: 'lines', about: 'log' },
} as const satisfies Options;

const POSITIONALS = {
  first: { type: 'text', value: 'FIRST', about: 'first' },
  rest: { type: 'number', value: 'REST', many: true, about: 'rest' },
} as const satisfies Positionals;

const DECLARED = { options: OPTIONS, positionals: POSITIONALS };
const parse = (...args: readonly string[]) => parseArguments('price', DECLARED, args);
const P = ['--promotions', 'p.json'];

describe('arguments', () => {
  test('have the types and defaults of their declaration', () => {
    const given = parse(...P);
    expect(given).toEqual({
      once: false,
      config: 'shop.json',
      day: undefined,
      rates: [5, 6],
      promotions: 'p.json',
      seed: 1,
      share: undefined,
      paper: undefined,
      log: 'lines',
      first: undefined,
      rest: [],
    });
    expectTypeOf(given.once).toEqualTypeOf<boolean>();
    expectTypeOf(given.config).toEqualTypeOf<string>();
    expectTypeOf(given.day).toEqualTypeOf<string | undefined>();
    expectTypeOf(given.rates).toEqualTypeOf<number[]>();
    expectTypeOf(given.promotions).toEqualTypeOf<string>();
    expectTypeOf(given.seed).toEqualTypeOf<number>();
    expectTypeOf(given.share).toEqualTypeOf<number | undefined>();
    expectTypeOf(given.paper).toEqualTypeOf<58 | 80 | undefined>();
    expectTypeOf(given.log).toEqualTypeOf<'lines' | 'json'>();
    expectTypeOf(given.first).toEqualTypeOf<string | undefined>();
    expectTypeOf(given.rest).toEqualTypeOf<readonly number[]>();
  });

  test('may stand in any order and in every usual spelling', () => {
    const args = ['-', '--seed=7', '1', '-op', 'q.json', '--share', '0.25', '--paper', '80', '2e3'];
    expect(parse(...args, '--rates', '9', '--log=json', '--', '3')).toMatchObject({
      once: true,
      promotions: 'q.json',
      seed: 7,
      share: 0.25,
      paper: 80,
      rates: [9],
      log: 'json',
      first: '-',
      rest: [1, 2000, 3],
    });
  });

  test('of an option that is given twice the last one counts', () => {
    expect(parse(...P, '--seed', '2', '--seed', '3').seed).toBe(3);
  });

  test.each([
    [[], '--promotions FILE is missing'],
    [['--promotions'], '--promotions needs a value: FILE'],
    [['--promotions', '--once'], '--promotions needs a value: FILE'],
    [[...P, '--speed', '1'], 'there is no option --speed'],
    [[...P, '-x'], 'there is no option -x'],
    [[...P, '--toString'], 'there is no option --toString'],
    [[...P, '--once=no'], '--once takes no value'],
    [[...P, '--seed', '0'], '--seed 0: expected a whole number above 0'],
    [[...P, '--seed', '1.5'], '--seed 1.5: expected a whole number above 0'],
    [[...P, '--seed', '-3'], '--seed -3: expected a whole number above 0'],
    [[...P, '--seed='], '--seed : expected a whole number above 0'],
    [[...P, '--seed', '0x10'], '--seed 0x10: expected a whole number above 0'],
    [[...P, '--seed', '9e99'], '--seed 9e99: expected a whole number above 0'],
    [[...P, '--share', '1'], '--share 1: expected a number of at least 0 and below 1'],
    [[...P, '--share', 'NaN'], '--share NaN: expected a number of at least 0 and below 1'],
    [[...P, '--paper', '59'], '--paper 59: expected 58 or 80'],
    [[...P, '--rates', 'fast'], '--rates fast: expected numbers with commas'],
    [[...P, 'a', 'b'], 'REST b: expected a number'],
  ])('%j: %s', (args, complaint) => {
    expect(() => parse(...args)).toThrow(
      new Fault('bad-input', `${complaint}; see pindan price --help`),
    );
  });

  test.each([
    [{}, ['x'], '"x" is one argument too many'],
    [{}, ['--x'], 'there is no option --x'],
    [{ one: { type: 'text', value: 'ONE', about: '', required: true } }, [], 'ONE is missing'],
    [
      { all: { type: 'text', value: 'ALL', about: '', required: true, many: true } },
      [],
      'ALL is missing',
    ],
  ] as const)('with the positionals %j, %j: %s', (positionals: Positionals, args, complaint) => {
    expect(() => parseArguments('x', { positionals }, args)).toThrow(
      `${complaint}; see pindan x --help`,
    );
  });

  test('ask for help wherever --help or -h stands, but not behind --', () => {
    expect(asksForHelp(DECLARED, ['a', '--speed', '-h'])).toBe(true);
    expect(asksForHelp(DECLARED, ['--help'])).toBe(true);
    expect(asksForHelp(DECLARED, ['--', '--help'])).toBe(false);
    expect(asksForHelp(DECLARED, ['--seed', '1'])).toBe(false);
  });
});
