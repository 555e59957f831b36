import { Fault } from '../contracts/fault.ts';
import { compilePromotions } from '../promotions/compile/compile.ts';
import { parseBasket, parsePromotions } from '../promotions/parse.ts';
import { price } from '../promotions/price.ts';
import { command } from './command.ts';
import { readInput, readJson, reasonOf } from './io.ts';
import { PROMOTIONS } from './shop-options.ts';
import { openScratch, type Scratch } from '../promotions/receipt/scratch.ts';

export const priceCommand = command({
  about:
    'Says what a basket earns: the priced basket as JSON. Of many baskets, each on a line of its own, it writes a line for each.',
  options: { promotions: PROMOTIONS },
  positionals: {
    input: {
      type: 'text',
      value: 'BASKET',
      about: 'a JSON file of one basket, or with one on each line; without it standard input',
    },
  },
  example: 'pindan price --promotions promotions.json basket.json',
  async run({ promotions, input }, io) {
    const file = parsed(parsePromotions, await readJson(promotions, io), promotions);
    const scratch = openScratch(compilePromotions(file));
    const text = (await readInput(input, io)).toString('utf8');
    const lines = jsonLines(text);
    if (lines === undefined) {
      io.out(`${JSON.stringify(priced(text, 'basket', scratch), null, 2)}\n`);
      return 0;
    }
    for (const { number, line } of lines) {
      io.out(`${JSON.stringify(priced(line, `line ${number}`, scratch))}\n`);
    }
    return 0;
  },
});

/** The lines of JSON lines; undefined where the text is one JSON value, on however many lines. */
function jsonLines(
  text: string,
): readonly { readonly number: number; readonly line: string }[] | undefined {
  const lines = text
    .split('\n')
    .map((line, index) => ({ number: index + 1, line: line.trim() }))
    .filter(({ line }) => line !== '');
  const [first] = lines;
  if (first === undefined || lines.length === 1) return undefined;
  return isJson(first.line) ? lines : undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // the first line of a value that goes on
  }
}

function priced(text: string, where: string, scratch: Scratch): ReturnType<typeof price> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new Fault('bad-input', `${where} is not JSON: ${reasonOf(cause)}`, { cause });
  }
  return price(parsed(parseBasket, json, where), scratch.set, { scratch });
}

/** Parses, and puts what is wrong on one line: the first mistake, and how many more there are. */
function parsed<T>(parser: (json: unknown) => T, json: unknown, where: string): T {
  try {
    return parser(json);
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    const [first, ...more] = cause.message.split('\n');
    const rest = more.length === 0 ? '' : ` (and ${more.length} more)`;
    throw new Fault('bad-input', `${where}: ${first ?? ''}${rest}`, { cause });
  }
}
