import type { Option, Options, Positional, Positionals } from '../contracts/command-line.ts';
import { Fault } from '../contracts/fault.ts';
import { placeholder } from './arguments.ts';
import type { Command, CommandGroup } from './command.ts';

const WIDTH = 100;
/** Where the sentences of options begin; a longer name pushes its sentence to the next line. */
const COLUMN = 26;

/** What `pindan COMMAND --help` prints: how it is called, what it does, its arguments and options, an example. */
export function helpText(path: string, command: Command): string {
  const { about, options = {}, positionals = {}, example } = command;
  const rows = [
    ...Object.values(positionals).map((one) => row(placeholder(one), noteOf(one))),
    ...Object.entries(options).map(([name, one]) => row(optionText(name, one), noteOf(one))),
    row('-h, --help', 'shows this text'),
  ];
  return `${usageLine(path, options, positionals)}\n\n${wrapped(about, 0)}\n\n${rows.join('\n')}\n\nExample: ${example}\n`;
}

/** What `pindan GROUP --help` prints: what there is in the group, each with its own first sentence. */
export async function groupHelpText(path: string, group: CommandGroup): Promise<string> {
  const rows: string[] = [];
  for (const [name, load] of Object.entries(group.commands)) {
    rows.push(row(name, await firstSentence(load)));
  }
  return `pindan ${path} ${group.noun} …\n\n${wrapped(group.about, 0)}\n\n${rows.join('\n')}\n\npindan ${path} ${group.noun} --help shows the options of one.\n`;
}

/** What a command of a group does; where it cannot be loaded, why. */
async function firstSentence(load: () => Promise<Command>): Promise<string> {
  try {
    const { about } = await load();
    return about.split(/(?<=\.)\s/)[0] ?? about;
  } catch (cause) {
    if (cause instanceof Fault) return cause.message;
    throw cause;
  }
}

function usageLine(path: string, options: Options, positionals: Positionals): string {
  const required = Object.entries(options).flatMap(([name, option]) =>
    option.type !== 'flag' && option.required === true ? [`--${name} ${placeholder(option)}`] : [],
  );
  const words = [
    `pindan ${path}`,
    ...required,
    ...(Object.keys(options).length > required.length ? ['[options]'] : []),
    ...Object.values(positionals).map((one) => {
      const text = `${placeholder(one)}${one.many === true ? ' …' : ''}`;
      return one.required === true ? text : `[${text}]`;
    }),
  ];
  return words.join(' ');
}

function optionText(name: string, option: Option): string {
  const short = option.short === undefined ? '    ' : `-${option.short}, `;
  return `${short}--${name}${option.type === 'flag' ? '' : ` ${placeholder(option)}`}`;
}

function noteOf(value: Option | Positional): string {
  if (value.type === 'flag') return value.about;
  const choices =
    value.type === 'choice' && value.value !== undefined ? `: ${value.choices.join(', ')}` : '';
  const otherwise = value.default === undefined ? '' : ` (default ${value.default})`;
  return `${value.about}${choices}${otherwise}`;
}

function row(name: string, sentence: string): string {
  const text = wrapped(sentence, COLUMN);
  const start = `  ${name}`.padEnd(COLUMN);
  return start.length > COLUMN || !start.endsWith(' ')
    ? `${start}\n${' '.repeat(COLUMN)}${text}`
    : `${start}${text}`;
}

/** Breaks a text between words; further lines begin at the column. */
function wrapped(text: string, column: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && column + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join(`\n${' '.repeat(column)}`);
}
