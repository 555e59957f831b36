import type { DialectFile, Rule } from './dialect-file.ts';
import { amountMinor } from './amount.ts';
import type { AmountFormat } from './amount.ts';
import { expandPattern } from './pattern-words.ts';
import { PATTERN_TEXT_LIMIT, safePattern } from './pattern.ts';

/** Where in a receipt a line stands: before the first item, before the total, after it. */
export type Phase = 'header' | 'body' | 'footer';

export interface CompiledRule extends Rule {
  readonly pattern: RegExp;
}

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

/** @throws Fault `bad-dialect` for a pattern that is not safe */
export function compileRule(rule: Rule, format: AmountFormat): CompiledRule {
  return { ...rule, pattern: safePattern(expandPattern(rule.re, format), `rule "${rule.id}"`) };
}

/** Time that all rules together may take for one line. Patterns that pass `safePattern` stay far below it; it is generous, because
 *  a busy machine must not lose a line of a sale. */
export const LINE_BUDGET_MS = 250;

/**
 * The first rule that takes the line; undefined: nobody does, or the time budget is used up: the line is unknown.
 * @param place `now` is a clock in milliseconds for the budget
 */
export function matchLine(
  text: string,
  place: { readonly phase: Phase; readonly lineNumber: number; readonly now?: () => number },
  dialect: { readonly rules: readonly CompiledRule[]; readonly file: DialectFile },
): RuleMatch | undefined {
  if (text.length > PATTERN_TEXT_LIMIT) return undefined;
  // Columns are padded as wide as the paper is; two spaces say the same.
  const line = text.trim().replace(/\s{3,}/g, '  ');
  const now = place.now ?? performance.now.bind(performance);
  const startedMs = now();
  for (const rule of dialect.rules) {
    if (now() - startedMs > LINE_BUDGET_MS) return undefined;
    if (!standsWhere(rule, place.phase)) continue;
    if (rule.firstLines !== undefined && place.lineNumber > rule.firstLines) continue;
    const groups = rule.pattern.exec(line);
    if (groups === null) continue;
    const match = readGroups(rule, groups.groups ?? {}, dialect.file);
    if (match !== undefined) return match;
  }
  return undefined;
}

function standsWhere(rule: Rule, phase: Phase): boolean {
  switch (rule.where) {
    case 'any':
      return true;
    case 'header':
      return phase === 'header';
    case 'body':
      return phase !== 'footer';
    case 'footer':
      return phase === 'footer';
  }
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
  const value = groups['measure'];
  return {
    rule,
    name: groups['name']?.trim(),
    code: groups['code']?.trim(),
    quantity: groups['qty'] === undefined ? undefined : Number(groups['qty']),
    unitMinor: unit,
    amountMinor: amount,
    id: (groups['id'] ?? groups['date'])?.trim(),
    measure: value === undefined ? undefined : { value, unit: groups['measureUnit'] ?? '' },
  };
}
