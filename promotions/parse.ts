import type { z } from 'zod';
import { Basket } from '../contracts/basket.ts';
import { Fault } from '../contracts/fault.ts';
import { issueText, shown } from '../contracts/issue-text.ts';
import { PromotionsFile } from '../contracts/promotions-file.ts';

const SHOWN_LINES = 20;

/** The largest subtotal that is priced exactly, in minor units: what a double holds when multiplied by 100.00 %. */
export const SUBTOTAL_LIMIT_MINOR = 500_000_000_000;

/**
 * A promotions file, checked and with its defaults filled in.
 * @throws Fault('bad-input') with one line for each mistake: the path, the value found there, and what was expected
 */
export function parsePromotions(json: unknown): PromotionsFile {
  const parsed = PromotionsFile.safeParse(json);
  if (!parsed.success) throw badInput('promotions file', json, parsed.error.issues);
  return parsed.data;
}

/**
 * A basket, checked: line ids are unique and the subtotal is one that can be priced exactly.
 * @throws Fault('bad-input') with one line for each mistake: the path, the value found there, and what was expected
 */
export function parseBasket(json: unknown): Basket {
  const parsed = Basket.safeParse(json);
  if (!parsed.success) throw badInput('basket', json, parsed.error.issues);
  const ids = new Map<string, number>();
  let subtotalMinor = 0;
  for (const [index, line] of parsed.data.lines.entries()) {
    const first = ids.get(line.id);
    if (first !== undefined) {
      throw new Fault(
        'bad-input',
        `basket: lines[${index}].id: ${shown(line.id)}: expected an id of its own; line ${first} has it already`,
      );
    }
    ids.set(line.id, index);
    subtotalMinor += line.quantity * line.unitPriceMinor;
  }
  if (subtotalMinor > SUBTOTAL_LIMIT_MINOR) {
    throw new Fault(
      'bad-input',
      `basket: lines: a subtotal of ${subtotalMinor}: expected at most ${SUBTOTAL_LIMIT_MINOR} minor units`,
    );
  }
  return parsed.data;
}

type Issue = z.core.$ZodIssue;

function badInput(what: string, json: unknown, issues: readonly Issue[]): Fault {
  const lines = issues.slice(0, SHOWN_LINES).map((issue) => `${what}: ${issueText(issue, json)}`);
  const more = issues.length - lines.length;
  if (more > 0) lines.push(`${what}: and ${more} more mistakes`);
  return new Fault('bad-input', lines.join('\n'));
}
