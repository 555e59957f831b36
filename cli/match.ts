import { Fault } from '../contracts/fault.ts';
import { issueText } from '../contracts/issue-text.ts';
import { MatchInput } from '../contracts/match.ts';
import type { MatchProgress } from '../matcher/search/construct-plan.ts';
import { matchShoppers } from '../matcher/offline/match.ts';
import { command } from './command.ts';
import { readJson, type Io } from './io.ts';

/** Inputs of so many shoppers take long enough for a word about how far it has come. */
const LONG_INPUT = 150;

export const matchCommand = command({
  about:
    'Says who should pool with whom: the groups, their joint receipts and what each member pays, as JSON. docs/rules.md#match-output describes the answer.',
  positionals: {
    input: {
      type: 'text',
      value: 'INPUT',
      about: 'a JSON file of shoppers and promotions; without it standard input',
    },
  },
  example: 'pindan match shoppers.json',
  async run({ input: file }, io) {
    const input = parseMatchInput(await readJson(file, io));
    const show = input.shoppers.length >= LONG_INPUT ? progressOn(io) : undefined;
    const output = matchShoppers(input, show);
    io.out(`${JSON.stringify(output, null, 2)}\n`);
    return 0;
  },
});

/**
 * A match input, checked: every shopper and every line of a shopper has an id of its own.
 * @throws Fault('bad-input') in one line: where, what was expected, and how many more mistakes there are
 */
export function parseMatchInput(json: unknown): MatchInput {
  const parsed = MatchInput.safeParse(json);
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    const more = parsed.error.issues.length - 1;
    throw new Fault(
      'bad-input',
      `match input: ${first === undefined ? 'not understood' : issueText(first, json)}${more > 0 ? ` (and ${more} more)` : ''}`,
    );
  }
  const shoppers = new Set<string>();
  for (const [index, shopper] of parsed.data.shoppers.entries()) {
    if (shoppers.has(shopper.id)) {
      throw new Fault(
        'bad-input',
        `match input: shoppers[${index}].id: "${shopper.id}" stands twice; each shopper needs an id of her own`,
      );
    }
    shoppers.add(shopper.id);
    const lines = new Set<string>();
    for (const [place, line] of shopper.lines.entries()) {
      if (lines.has(line.id)) {
        throw new Fault(
          'bad-input',
          `match input: shoppers[${index}].lines[${place}].id: "${line.id}" stands twice; each line of a shopper needs an id of its own`,
        );
      }
      lines.add(line.id);
    }
  }
  return parsed.data;
}

/** A line at each tenth of each stage. */
function progressOn(io: Io): (at: MatchProgress) => void {
  let told = '';
  return (at) => {
    const tenths = Math.floor((at.done * 10) / at.of);
    const line = `match: ${at.doing}, ${tenths * 10} %`;
    if (line === told) return;
    told = line;
    io.err(at.savingMinor > 0 ? `${line}, saving ${at.savingMinor} so far` : line);
  };
}
