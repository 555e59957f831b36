import { parseArgs } from 'node:util';
import { Fault } from '../contracts/fault.ts';
import { PrinterProfile } from '../contracts/printer-profile.ts';
import { Slip } from '../contracts/slip.ts';
import { slipJob, slipSvg } from '../hardware/slip/layout.ts';
import { type Io, readJson, reasonOf } from './io.ts';

/**
 * `pindan slip --format escpos|svg PAIRING`: a slip (JSON of contracts/slip.ts, from a file or standard input) as printer bytes or
 * as a picture. `--paper 58|80`; `--profile FILE` takes a whole printer profile.
 */
export async function runSlip(args: readonly string[], io: Io): Promise<number> {
  const { format, paper, profileFile, input } = options(args);
  const given = profileFile === undefined ? {} : await readJson(profileFile, io);
  const wanted = typeof given === 'object' && given !== null ? given : {};
  const width = paper === undefined ? {} : { paper: Number(paper) };
  const profile = PrinterProfile.safeParse({ ...wanted, ...width });
  if (!profile.success) throw badInput(profileFile ?? `--paper ${String(paper)}`, profile.error);
  const json = await readJson(input, io);
  const slip = Slip.safeParse(withKind(json));
  if (!slip.success) throw badInput(input ?? 'standard input', slip.error);
  io.out(
    format === 'svg' ? slipSvg(slip.data, profile.data) : await slipJob(slip.data, profile.data),
  );
  return 0;
}

/** The command is about pairings: a slip without its kind is one. */
function withKind(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || 'kind' in json) return json;
  return { ...json, kind: 'pairing' };
}

function badInput(
  where: string,
  error: {
    readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
  },
): Fault {
  const [issue] = error.issues;
  return new Fault(
    'bad-input',
    `${where}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
  );
}

function options(args: readonly string[]): {
  readonly format: 'escpos' | 'svg';
  readonly paper: string | undefined;
  readonly profileFile: string | undefined;
  readonly input: string | undefined;
} {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        format: { type: 'string', short: 'f', default: 'svg' },
        paper: { type: 'string' },
        profile: { type: 'string' },
      },
    });
    const { format } = values;
    if (format !== 'escpos' && format !== 'svg') {
      throw new Fault('bad-input', `--format is escpos or svg, not ${format}`);
    }
    if (positionals.length > 1) throw new Fault('bad-input', 'slip takes one pairing');
    return { format, paper: values.paper, profileFile: values.profile, input: positionals[0] };
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault('bad-input', `slip: ${reasonOf(cause)}`, { cause });
  }
}
