import { hasGs1CheckDigit } from '../../../contracts/gtin.ts';
import { passesLuhn } from '../../barcode/luhn.ts';
import type { DialectFile } from './dialect-file.ts';
import type { Rule } from './rule-keys.ts';
import { amountMinor } from './amount.ts';
import type { AmountFormat } from './amount.ts';
import { expandPattern, GUARD } from './pattern-words.ts';
import { PATTERN_TEXT_LIMIT } from './pattern-cost.ts';
import { safePattern } from './pattern.ts';
import type { RuleIndex } from './rule-index.ts';
import { saleWords } from './keywords.ts';
import type { Phase, CompiledRule } from './compiled-rule.ts';

/** What a rule found in a line: its named groups, amounts already in minor units. */
export interface RuleMatch {
  readonly rule: CompiledRule;
  readonly name: string | undefined;
  readonly code: string | undefined;
  readonly quantity: number | undefined;
  readonly unitMinor: number | undefined;
  readonly amountMinor: number | undefined;
  readonly id: string | undefined;
  readonly measure: { readonly value: string; readonly unit: string } | undefined;
}

/** One way to read a line; undefined: it is not understood. */
export type LineOption = RuleMatch | undefined;

/** @throws Fault `bad-dialect` for a pattern that is not safe */
export function compileRule(rule: Rule, format: AmountFormat): CompiledRule {
  const source = expandPattern(rule.re, format);
  const { regExp, needs, mayBeSlow } = safePattern(source, `rule "${rule.id}"`);
  return { ...rule, pattern: regExp, isGuarded: rule.re.includes(GUARD), needs, mayBeSlow };
}

/** Time that all rules together may take for one line. Quick patterns stay far below it, slow ones are stopped (regex-watchdog.ts); it is
 *  generous, because a busy machine must not lose a line of a sale. */
export const LINE_BUDGET_MS = 250;
/** Looking at the clock costs as much as a rule that does not fit. */
const RULES_A_LOOK = 8;

/**
 * The ways to read a line, the likeliest first: one, where nothing is in doubt, and that one undefined where no rule takes the line or
 * the time is used up. Where an item may be meant as well as something about the sale: the item, then the cautious reading that
 * invents nothing, then others.
 * @param place `now` is a clock in milliseconds for the budget
 */
export function lineOptions(
  text: string,
  place: { readonly phase: Phase; readonly lineNumber: number; readonly now?: () => number },
  dialect: { readonly index: RuleIndex; readonly file: DialectFile },
): readonly LineOption[] {
  if (text.length > PATTERN_TEXT_LIMIT) return [undefined];
  // Columns are padded as wide as the paper is; two spaces say the same.
  const line = text.trim().replace(/\s{3,}/g, '  ');
  // Some letters have two small forms or none; ASCII and the rules' own words have one.
  const small = line.toLowerCase();
  const now = place.now ?? performance.now.bind(performance);
  const startedMs = now();
  const unsure: RuleMatch[] = [];
  let untilLook = 0;
  for (const rule of dialect.index.candidates(small, place.phase)) {
    if (untilLook === 0 && now() - startedMs > LINE_BUDGET_MS) return [undefined];
    untilLook = (untilLook + 1) % RULES_A_LOOK;
    if (rule.firstLines !== undefined && place.lineNumber > rule.firstLines) continue;
    const groups = rule.pattern.exec(line);
    if (groups === null) continue;
    const match = readGroups(rule, groups.groups ?? {}, dialect.file);
    if (match === undefined) continue;
    if (rule.type === 'item') {
      const words = rule.isGuarded ? saleWords(line) : 'of';
      if (words === 'about') continue;
      return itemOptions(match, unsure, words === 'perhaps-about');
    }
    if (rule.sure || place.phase === 'footer') return [unsure[0] ?? match];
    if (!unsure.some((other) => other.rule.type === rule.type)) unsure.push(match);
  }
  return [unsure[0]];
}

function itemOptions(
  item: RuleMatch,
  others: readonly RuleMatch[],
  mayBeNothing: boolean,
): readonly LineOption[] {
  const cautious = others[0];
  if (cautious === undefined && !mayBeNothing) return [item];
  const amount = item.amountMinor ?? item.unitMinor ?? 0;
  // What adds nothing proves nothing; and what a keyword calls a discount and has a minus is one.
  if (amount === 0 || (amount < 0 && cautious !== undefined)) return [cautious];
  return [item, ...others, ...(mayBeNothing ? [undefined] : [])];
}

/** Undefined where a group does not hold what its name says: the next rule may fit better. */
function readGroups(
  rule: CompiledRule,
  groups: Readonly<Record<string, string | undefined>>,
  file: DialectFile,
): RuleMatch | undefined {
  const money = (text: string | undefined): number | undefined =>
    text === undefined ? undefined : amountMinor(text, file.number);
  const amount = money(groups['amount']);
  const unit = money(groups['unit']);
  if (groups['amount'] !== undefined && amount === undefined) return undefined;
  if (groups['unit'] !== undefined && unit === undefined) return undefined;
  const id = (groups['id'] ?? groups['date'])?.trim();
  if (rule.check !== undefined && !hasCheckDigit(id ?? '', rule.check)) return undefined;
  const value = groups['measure'];
  return {
    rule,
    name: groups['name']?.trim(),
    code: groups['code']?.trim(),
    quantity: groups['qty'] === undefined ? undefined : Number(groups['qty']),
    unitMinor: unit,
    amountMinor: amount,
    id,
    measure: value === undefined ? undefined : { value, unit: groups['measureUnit'] ?? '' },
  };
}

function hasCheckDigit(id: string, check: 'luhn' | 'gs1'): boolean {
  if (!/^\d{2,24}$/.test(id)) return false;
  return check === 'luhn' ? passesLuhn(id) : hasGs1CheckDigit(id);
}
