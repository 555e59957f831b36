import { parseArgs } from 'node:util';
import { Fault } from '../contracts/fault.ts';
import { findDialect } from '../daemon/dialects.ts';
import { readCapture } from '../hardware/till/capture.ts';
import { SHIPPED_DIALECTS, shippedDialect } from '../hardware/till/dialect.ts';
import { draftDialect } from '../hardware/till/draft.ts';
import { type Io, readInput, reasonOf } from './io.ts';

/**
 * `pindan dialect list`: the shipped dialects. `pindan dialect check FILE`: reads one and runs its samples. `pindan dialect new CAPTURE
 * [--id NAME]`: drafts one from a recording, as JSON on standard output, with what was seen on standard error.
 */
export async function runDialect(args: readonly string[], io: Io): Promise<number> {
  const { verb, input, id } = options(args);
  switch (verb) {
    case 'list':
      for (const name of SHIPPED_DIALECTS)
        io.out(`${name.padEnd(24)} ${shippedDialect(name).file.title}\n`);
      return 0;
    case 'check': {
      const dialect = findDialect(input ?? '', io.cwd);
      io.out(
        `${dialect.id}: ${dialect.rules.length} rules, ${dialect.file.samples.length} samples pass\n`,
      );
      return 0;
    }
    case 'new': {
      const draft = draftDialect(readCapture(await readInput(input, io)), id);
      io.out(`${JSON.stringify(draft.dialect, null, 2)}\n`);
      for (const note of draft.notes) io.err(note);
      return 0;
    }
  }
}

function options(args: readonly string[]): {
  readonly verb: 'list' | 'check' | 'new';
  readonly input: string | undefined;
  readonly id: string;
} {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { id: { type: 'string', default: 'my-till' } },
    });
    const [verb, input] = positionals;
    if (verb === 'list' || verb === 'new') return { verb, input, id: values.id };
    if (verb === 'check' && input !== undefined) return { verb, input, id: values.id };
    throw new Fault('bad-input', 'dialect list | dialect check FILE | dialect new CAPTURE');
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault('bad-input', `dialect: ${reasonOf(cause)}`, { cause });
  }
}
