import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { Fault } from '../contracts/fault.ts';
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
import { dialectsText } from './dialects-page.ts';
import { keepPages } from './generated-page.ts';
import { type Io, readInput, reasonOf } from './io.ts';

/**
 * `pindan dialect list`: the shipped dialects. `pindan dialect new CAPTURE [--id NAME]`: drafts one from a recording, as JSON on standard
 * output, with what was seen on standard error. `pindan dialect check FILE [--accept]`: reads one and runs its samples; with
 * `--accept` it first writes into the file what the samples come out as now, for a person to look over. `pindan dialect docs [--write]`:
 * the page that describes dialect files.
 */
export async function runDialect(args: readonly string[], io: Io): Promise<number> {
  if (args[0] === 'docs') {
    const page = { path: 'docs/dialects.md', text: dialectsText() };
    return keepPages([page], { args, io, command: 'dialect docs' });
  }
  const { verb, input, id, accepts } = options(args);
  switch (verb) {
    case 'list':
      for (const name of SHIPPED_DIALECTS)
        io.out(`${name.padEnd(24)} ${shippedDialect(name).file.title}\n`);
      return 0;
    case 'check': {
      if (accepts) await acceptSamples(resolve(io.cwd, input ?? ''));
      if (input?.endsWith('.json') === true) await nothingToFillIn(resolve(io.cwd, input));
      const dialect = findDialect(input ?? '', io.cwd);
      io.out(
        `${dialect.id}: ${dialect.rules.length} rules, ${dialect.file.samples.length} samples pass\n`,
      );
      return 0;
    }
    case 'new': {
      const recording = await readInput(input, io);
      const draft = draftDialect(readCapture(recording), id, captureLink(recording));
      io.out(`${JSON.stringify(draft.dialect, null, 2)}\n`);
      for (const note of draft.notes) io.err(note);
      return 0;
    }
  }
}

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
  if (!file.success) throw new Fault('bad-dialect', `${path}: ${z.prettifyError(file.error)}`);
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

function options(args: readonly string[]): {
  readonly verb: 'list' | 'check' | 'new';
  readonly input: string | undefined;
  readonly id: string;
  readonly accepts: boolean;
} {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        id: { type: 'string', default: 'my-till' },
        accept: { type: 'boolean', default: false },
      },
    });
    const [verb, input] = positionals;
    const rest = { input, id: values.id, accepts: values.accept };
    if (verb === 'list' || verb === 'new') return { verb, ...rest };
    if (verb === 'check' && input !== undefined) return { verb, ...rest };
    throw new Fault(
      'bad-input',
      'dialect list | dialect check FILE [--accept] | dialect new CAPTURE [--id NAME] | dialect docs [--write]',
    );
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault('bad-input', `dialect: ${reasonOf(cause)}`, { cause });
  }
}
