import type { z } from 'zod';
import { Fault } from '../contracts/fault.ts';
import { issueText } from '../contracts/issue-text.ts';
import { PrinterProfile } from '../contracts/printer-profile.ts';
import { Slip } from '../contracts/slip.ts';
import { slipJob, slipSvg } from '../hardware/slip/layout.ts';
import { command } from './command.ts';
import { readJson } from './io.ts';

export const slipCommand = command({
  about: 'Turns a slip, JSON of contracts/slip.ts, into printer bytes or a picture.',
  options: {
    format: {
      type: 'choice',
      short: 'f',
      choices: ['escpos', 'svg'],
      default: 'svg',
      about: 'printer bytes or a picture',
    },
    paper: { type: 'choice', choices: [58, 80], about: 'width of the paper in millimetres' },
    profile: {
      type: 'text',
      value: 'FILE',
      about: "a printer's whole profile, as a printer of shop.json has it",
    },
  },
  positionals: {
    input: { type: 'text', value: 'PAIRING', about: 'the slip as JSON; without it standard input' },
  },
  example: 'pindan slip --format escpos --paper 58 slip.json',
  async run({ format, paper, profile: profileFile, input }, io) {
    const given = profileFile === undefined ? {} : await readJson(profileFile, io);
    const wanted = typeof given === 'object' && given !== null ? given : {};
    const width = paper === undefined ? {} : { paper };
    const profileJson = { ...wanted, ...width };
    const profile = PrinterProfile.safeParse(profileJson);
    if (!profile.success)
      throw badInput(profileFile ?? `--paper ${String(paper)}`, profile.error, profileJson);
    const json = await readJson(input, io);
    const slip = Slip.safeParse(withKind(json));
    if (!slip.success) throw badInput(input ?? 'standard input', slip.error, json);
    io.out(
      format === 'svg' ? slipSvg(slip.data, profile.data) : await slipJob(slip.data, profile.data),
    );
    return 0;
  },
});

/** The command is about pairings: a slip without its kind is one. */
function withKind(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || 'kind' in json) return json;
  return { ...json, kind: 'pairing' };
}

function badInput(where: string, error: z.ZodError, json: unknown): Fault {
  const [issue] = error.issues;
  return new Fault('bad-input', `${where}: ${issue === undefined ? '' : issueText(issue, json)}`);
}
