import type { z } from 'zod';
import type { LinkAddress } from '../../../contracts/configuration.ts';
import type { TillEvent } from '../../../contracts/till-event.ts';
import { amountMinor } from '../dialect/amount.ts';
import type { TimedBytes } from './capture.ts';
import { loadDialect, decodeWhole } from '../dialect.ts';
import { firstReceipts } from './draft-sample.ts';
import type { DialectFile } from '../dialect/dialect-file.ts';
import { guessEncoding, guessFraming, guessNumber } from './draft-guess.ts';

type DialectInput = z.input<typeof DialectFile>;

/** A dialect as a person finishes it, and what was seen while drafting. */
export interface Draft {
  readonly dialect: DialectInput;
  readonly notes: readonly string[];
}

type RuleInput = NonNullable<DialectInput['rules']>[number];

/** What a person must write begins so; `dialect check` names what is left. */
export const TO_FILL_IN = 'FILL IN';
/** So many lines that nobody understands are shown. */
const SHOWN_LINES = 12;

/**
 * Drafts a dialect from a recording: framing, encoding and number format by what the bytes look like, the shipped rules, and rules for
 * lines that the shipped ones do not know but whose amounts give them away: a line whose amount is the sum of those before it is
 * a total, what follows and is not less is a tender, their difference is the change. A person finishes it.
 */
export function draftDialect(pieces: readonly TimedBytes[], id: string, link?: LinkAddress): Draft {
  const title = `${TO_FILL_IN}: which till this is and how it is wired`;
  const bytes = Buffer.concat(pieces.map((piece) => piece.bytes));
  const framing = guessFraming(bytes);
  const encoding = guessEncoding(bytes);
  const wiring = link?.kind === 'serial' ? { link: lineOf(link) } : {};
  if (framing.kind === 'json-lines') {
    return {
      dialect: { id, version: 1, title, ...wiring, framing, encoding: 'utf-8' },
      notes: ['these are JSON lines: the shipped dialect json-lines may read them as they are'],
    };
  }
  const isChinese = encoding === 'gb18030' || encoding === 'big5';
  const base: DialectInput = {
    id,
    version: 1,
    title,
    ...wiring,
    framing,
    encoding,
    ...(isChinese ? { cjkEncoding: encoding } : {}),
    packs: isChinese ? ['zh', 'en'] : ['en'],
    transaction: { endOn: framing.kind === 'escpos' ? ['cut'] : ['idle'], idleCloseMs: 5000 },
  };
  const texts = linesOf({ ...base, packs: [] }, bytes);
  const number = guessNumber(texts);
  const rules = rulesByArithmetic(texts, number);
  const dialect: DialectInput = { ...base, number, rules: [...rules] };
  const loaded = loadDialect(dialect);
  const sample = firstReceipts(loaded, pieces);
  const events = decodeWhole(loaded, bytes);
  const items = events.filter((event) => event.kind === 'item').length;
  const strange = strangeLines(events, number);
  return {
    dialect: { ...dialect, samples: [sample] },
    notes: [
      `framing ${framing.kind}, encoding ${encoding}, decimal sign "${number.decimal}"`,
      `${items} items in the recording, ${sample.expect.length} events in the sample`,
      ...rules.map((rule) => `rule "${rule.id}" was found by its amounts: ${rule.re}`),
      ...strange.map((line) => `no rule takes this line, although it has an amount: ${line}`),
      `write what begins with ${TO_FILL_IN}; after a change of the rules, "dialect check FILE --accept" takes over what the sample comes out as`,
      'remove receipts of real customers from the sample before you pass it on',
    ],
  };
}

/** Lines with an amount that stayed unknown: most often a discount, a deposit or a tender of this till's own. */
function strangeLines(
  events: readonly TillEvent[],
  number: ReturnType<typeof guessNumber>,
): readonly string[] {
  const lines = events.flatMap((event) => {
    if (event.kind !== 'unknown' || event.text === undefined) return [];
    const last = event.text.trim().split(/\s+/).at(-1) ?? '';
    const isAmount = /\d[.,]\d\d\D?$/.test(last) && amountMinor(last, number) !== undefined;
    return isAmount ? [event.text.trim()] : [];
  });
  return [...new Set(lines)].slice(0, SHOWN_LINES);
}

/** The line's parameters, less which socket it is. */
function lineOf(link: Extract<LinkAddress, { kind: 'serial' }>): DialectInput['link'] {
  const { baudRate, dataBits, parity, stopBits, flow } = link;
  return { baudRate, dataBits, parity, stopBits, flow };
}

/** The lines as they are framed, without any rule. */
function linesOf(dialect: DialectInput, bytes: Uint8Array): readonly string[] {
  return decodeWhole(loadDialect(dialect), bytes).flatMap((event) =>
    event.kind === 'unknown' && event.text !== undefined ? [event.text] : [],
  );
}

function rulesByArithmetic(
  texts: readonly string[],
  number: ReturnType<typeof guessNumber>,
): readonly RuleInput[] {
  const lines = texts.flatMap((text) => {
    const match = /^(?<words>.*\S)\s+(?<amount>\S*\d\S*)$/u.exec(text.trim());
    const amount = amountMinor(match?.groups?.['amount'] ?? '', number);
    const words = match?.groups?.['words'] ?? '';
    return amount === undefined || !/\p{L}/u.test(words) ? [] : [{ words, amount }];
  });
  const rules = new Map<string, RuleInput>();
  let sum = 0;
  let count = 0;
  for (const [index, line] of lines.entries()) {
    if (count >= 2 && line.amount === sum) {
      add(rules, 'total', line.words);
      const [tender, change] = [lines[index + 1], lines[index + 2]];
      if (tender !== undefined && tender.amount >= line.amount) {
        add(rules, 'tender', tender.words);
        if (change?.amount === tender.amount - line.amount) add(rules, 'change', change.words);
      }
      sum = 0;
      count = 0;
    } else {
      sum += line.amount;
      count += 1;
    }
  }
  return [...rules.values()];
}

function add(
  rules: Map<string, RuleInput>,
  type: 'total' | 'tender' | 'change',
  words: string,
): void {
  const keyword = words.replace(/[\s:]+$/, '').replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  if (keyword === '' || rules.has(type + keyword)) return;
  rules.set(type + keyword, {
    id: `draft-${type}-${rules.size + 1}`,
    type,
    re: `^\\W*${keyword}\\W*\\s{amount}{flag}$`,
    ...(type === 'tender' ? { sets: { tender: 'cash' }, where: 'footer' } : {}),
  });
}
