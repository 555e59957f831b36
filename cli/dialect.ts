import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Fault } from '../contracts/fault.ts';
import { issuesText } from '../contracts/issue-text.ts';
import { findDialect } from '../daemon/till/dialects.ts';
import { captureLink, readCapture } from '../hardware/till/draft/capture.ts';
import { DialectFile } from '../hardware/till/dialect/dialect-file.ts';
import {
  loadDialect,
  sampleBytes,
  SHIPPED_DIALECTS,
  shippedDialect,
} from '../hardware/till/dialect.ts';
import { expectedOf } from '../hardware/till/draft/draft-sample.ts';
import { draftDialect, TO_FILL_IN } from '../hardware/till/draft/draft.ts';
import { command, type CommandGroup } from './command.ts';
import { dialectsText } from './dialects-page.ts';
import { keepPages, PAGE_OPTIONS } from './generated-page.ts';
import { readInput, reasonOf } from './io.ts';

const listCommand = command({
  about: 'Lists the shipped dialects.',
  example: 'pindan dialect list',
  run: async (_, io) => {
    for (const name of SHIPPED_DIALECTS)
      io.out(`${name.padEnd(24)} ${shippedDialect(name).file.title}\n`);
    return 0;
  },
});

const newCommand = command({
  about:
    'Drafts a dialect from a recording, as JSON on standard output, and says on standard error what was seen. What a person has to write is marked in the draft.',
  options: {
    id: { type: 'text', value: 'NAME', default: 'my-till', about: 'the id of the new dialect' },
  },
  positionals: {
    input: {
      type: 'text',
      value: 'CAPTURE',
      about: 'bytes, or a file that "pindan capture" wrote; without it standard input',
    },
  },
  example: 'pindan dialect new till.capture --id my-till',
  async run({ input, id }, io) {
    const recording = await readInput(input, io);
    const draft = draftDialect(readCapture(recording), id, captureLink(recording));
    io.out(`${JSON.stringify(draft.dialect, null, 2)}\n`);
    for (const note of draft.notes) io.err(note);
    return 0;
  },
});

const checkCommand = command({
  about: 'Reads a dialect and runs its samples.',
  options: {
    accept: {
      type: 'flag',
      about:
        'first writes into the file what its samples come out as now, for a person to look over',
    },
  },
  positionals: {
    dialect: {
      type: 'text',
      value: 'FILE',
      required: true,
      about: 'a dialect file, or the name of a shipped dialect',
    },
  },
  example: 'pindan dialect check --accept my-till.json',
  async run({ dialect: named, accept }, io) {
    const path = resolve(io.cwd, named);
    if (accept) await acceptSamples(path);
    if (named.endsWith('.json')) await nothingToFillIn(path);
    const dialect = findDialect(named, io.cwd);
    io.out(
      `${dialect.id}: ${dialect.rules.length} rules, ${dialect.file.samples.length} samples pass\n`,
    );
    return 0;
  },
});

const docsCommand = command({
  about: 'Prints docs/dialects.md, which describes dialect files.',
  options: PAGE_OPTIONS,
  example: 'pindan dialect docs --check',
  run: ({ write, check }, io) =>
    keepPages([{ path: 'docs/dialects.md', text: dialectsText() }], {
      write,
      check,
      io,
      command: 'dialect docs',
    }),
});

export const dialectCommands: CommandGroup = {
  about: 'A till dialect says how a till speaks: these list, draft, check and describe dialects.',
  noun: 'COMMAND',
  commands: {
    list: async () => listCommand,
    new: async () => newCommand,
    check: async () => checkCommand,
    docs: async () => docsCommand,
  },
};

/** @throws Fault `bad-dialect` that names the field which a person still has to write */
async function nothingToFillIn(path: string): Promise<void> {
  const left: string[] = [];
  const look = (value: unknown, where: string): void => {
    if (typeof value === 'string' && value.startsWith(TO_FILL_IN)) left.push(`${where}: ${value}`);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, part] of Object.entries(value))
      look(part, where === '' ? key : `${where}.${key}`);
  };
  look(await dialectJson(path), '');
  if (left.length > 0)
    throw new Fault('bad-dialect', `${path}: still to be written: ${left.join('; ')}`);
}

/** Writes what the samples come out as into the file. */
async function acceptSamples(path: string): Promise<void> {
  const json = await dialectJson(path);
  const file = DialectFile.safeParse(json);
  if (!file.success)
    throw new Fault('bad-dialect', `${path}: ${issuesText(file.error.issues, json)}`);
  const dialect = loadDialect({ ...file.data, samples: [] });
  const samples = file.data.samples.map((sample) => ({
    ...sample,
    expect: expectedOf(dialect, sampleBytes(sample)),
  }));
  await writeFile(path, `${JSON.stringify({ ...Object(json), samples }, null, 2)}\n`);
}

async function dialectJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new Fault('bad-dialect', `${path}: ${reasonOf(cause)}`, { cause });
  }
}
