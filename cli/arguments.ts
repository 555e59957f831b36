import { parseArgs } from 'node:util';
import type {
  DeclaredCommand,
  Given,
  NumberValue,
  Option,
  Options,
  Positionals,
  Value,
} from '../contracts/command-line.ts';
import { Fault } from '../contracts/fault.ts';

type Declaration<O extends Options, P extends Positionals> = Pick<
  DeclaredCommand<O, P, never>,
  'options' | 'positionals'
>;

/**
 * The values that a command line gives for the declared options and positionals. Of an option that is given twice the last value counts.
 * @param path the words that call the command, such as `dialect new`
 * @throws Fault `bad-input`, one line that names the option or the argument and says where help is
 */
export function parseArguments<O extends Options, P extends Positionals>(
  path: string,
  declaration: Declaration<O, P>,
  args: readonly string[],
): Given<O, P> {
  const options: Options = declaration.options ?? {};
  const positionals: Positionals = declaration.positionals ?? {};
  const texts = textsOf(options, args);
  try {
    if (texts.mistake !== undefined) throw new Fault('bad-input', texts.mistake);
    const given = {
      ...mapped(options, (name, option) => optionValue(name, option, texts)),
      ...positionalValues(positionals, texts.positionals),
    };
    // The declaration that decides each value's type here is the one from which `Given` derives it.
    return given as Given<O, P>;
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    throw new Fault(fault.code, `${fault.message}; see pindan ${path} --help`, { cause: fault });
  }
}

/** Whether `--help` or `-h` stands among the options. */
export function asksForHelp(
  declaration: Declaration<Options, Positionals>,
  args: readonly string[],
): boolean {
  return textsOf(declaration.options ?? {}, args).asksForHelp;
}

/** What was typed, sorted by option, not yet looked at. */
interface Texts {
  readonly asksForHelp: boolean;
  /** The last text of each value option; undefined where nothing followed it. */
  readonly values: ReadonlyMap<string, string | undefined>;
  readonly flags: ReadonlySet<string>;
  readonly positionals: readonly string[];
  /** The first mistake that was seen on the way. */
  readonly mistake: string | undefined;
}

function textsOf(options: Options, args: readonly string[]): Texts {
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      ...mapped(options, (_, { type, short }) => ({
        type: type === 'flag' ? ('boolean' as const) : ('string' as const),
        ...(short === undefined ? {} : { short }),
      })),
    },
  });
  const values = new Map<string, string | undefined>();
  const flags = new Set<string>();
  const positionals: string[] = [];
  let mistake: string | undefined;
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value, inlineValue } = token;
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (option === undefined) {
      if (name === 'help') flags.add(name);
      else mistake ??= `there is no option ${rawName}`;
    } else if (option.type === 'flag') {
      flags.add(name);
      if (value !== undefined) mistake ??= `${rawName} takes no value`;
    } else {
      // `--config --log json` is a forgotten value, not a file named "--log".
      const isForgotten = value === undefined || (!inlineValue && looksLikeOption(value));
      values.set(name, isForgotten ? undefined : value);
    }
  }
  return { asksForHelp: flags.has('help'), values, flags, positionals, mistake };
}

function looksLikeOption(text: string): boolean {
  return /^--?[A-Za-z]/.test(text);
}

function optionValue(name: string, option: Option, texts: Texts): unknown {
  if (option.type === 'flag') return texts.flags.has(name);
  const named = `--${name}`;
  if (texts.values.has(name)) {
    const text = texts.values.get(name);
    if (text !== undefined) return valueOf(named, option, text);
    throw new Fault('bad-input', `${named} needs a value: ${placeholder(option)}`);
  }
  return withoutText(`${named} ${placeholder(option)}`, option);
}

function positionalValues(
  positionals: Positionals,
  texts: readonly string[],
): Record<string, unknown> {
  const left = [...texts];
  const given = mapped(positionals, (_, positional) => {
    const named = placeholder(positional);
    if (positional.many === true) {
      const all = left.splice(0).map((text) => valueOf(named, positional, text));
      if (all.length === 0 && positional.required === true) return withoutText(named, positional);
      return all;
    }
    const text = left.shift();
    return text === undefined ? withoutText(named, positional) : valueOf(named, positional, text);
  });
  if (left.length > 0) {
    const [first] = left;
    throw new Fault('bad-input', `"${first ?? ''}" is one argument too many`);
  }
  return given;
}

/** The value where nothing was typed. */
function withoutText(named: string, value: Value): unknown {
  if (value.required === true) throw new Fault('bad-input', `${named} is missing`);
  if (value.type === 'text' && value.default !== undefined) {
    return valueOf(named, value, value.default);
  }
  return value.default;
}

function valueOf(named: string, value: Value, text: string): unknown {
  const refused = (expected: string, cause?: unknown): Fault =>
    new Fault('bad-input', `${named} ${text}: expected ${expected}`, { cause });
  switch (value.type) {
    case 'text': {
      if (value.schema === undefined) return text;
      const parsed = value.schema.safeParse(text);
      if (parsed.success) return parsed.data;
      throw refused(value.expects ?? value.value, parsed.error);
    }
    case 'number': {
      const number = /^-?\d+(?:\.\d+)?(?:e\d+)?$/i.test(text) ? Number(text) : Number.NaN;
      if (isInRange(number, value)) return number;
      throw refused(rangeText(value));
    }
    case 'choice': {
      const choice = value.choices.find((one) => String(one) === text);
      if (choice !== undefined) return choice;
      throw refused(listed(value.choices));
    }
  }
}

function isInRange(number: number, value: NumberValue): boolean {
  const { whole, above, atLeast, atMost, below } = value;
  return (
    Number.isFinite(number) &&
    (whole !== true || Number.isSafeInteger(number)) &&
    (above === undefined || number > above) &&
    (atLeast === undefined || number >= atLeast) &&
    (atMost === undefined || number <= atMost) &&
    (below === undefined || number < below)
  );
}

/** The range in words: "a whole number above 0". */
function rangeText({ whole, above, atLeast, atMost, below }: NumberValue): string {
  const limits = [
    above === undefined ? undefined : `above ${above}`,
    atLeast === undefined ? undefined : `of at least ${atLeast}`,
    below === undefined ? undefined : `below ${below}`,
    atMost === undefined ? undefined : `of at most ${atMost}`,
  ].filter((limit) => limit !== undefined);
  return `a ${whole === true ? 'whole ' : ''}number${limits.length === 0 ? '' : ` ${limits.join(' and ')}`}`;
}

/** What stands for the value in help and in complaints: `FILE`, or the choices. */
export function placeholder(value: Value): string {
  if (value.type !== 'choice') return value.value;
  return value.value ?? value.choices.join('|');
}

function listed(choices: readonly (string | number)[]): string {
  const all = choices.map(String);
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} or ${all.at(-1) ?? ''}`;
}

function mapped<V, R>(
  record: Readonly<Record<string, V>>,
  make: (name: string, value: V) => R,
): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([name, one]) => [name, make(name, one)]));
}
