import type { KindName, PromotionOf } from '../../contracts/promotion.ts';
import type { ConditionText, Conditions } from './conditions.ts';
import type { WarningCode } from './warning-code.ts';

/** The money of a promotions file. `XXX` is no currency. */
export interface Money {
  readonly currency: string;
  readonly minorDigits: number;
}

/**
 * How one language explains promotions. Each function gives a finished text, so a language is free in the order of its words and,
 * by `sentence`, of its clauses.
 */
export interface PhraseBook {
  /** What a promotion of each kind gives, and for what. */
  readonly rules: {
    readonly [K in KindName]: (promotion: PromotionOf<K>, money: Money) => string;
  };
  /** What restricts a promotion. */
  readonly conditions: {
    readonly [C in keyof Conditions]: (value: Conditions[C], money: Money) => string;
  };
  /** Puts the rule and its conditions into one whole sentence. */
  readonly sentence: (rule: string, conditions: readonly ConditionText[]) => string;
  /** What is wrong with a promotion and what to do, for the manager who wrote the file. `others` are the promotions that it is about. */
  readonly warnings: Readonly<Record<WarningCode, (others: string) => string>>;
}

/** An amount in the currency's own unit, without needless zeros: 20000 is 200, 4990 is 49.90. */
export function plainAmount(minor: number, minorDigits: number): string {
  const unit = 10 ** minorDigits;
  const whole = Math.floor(minor / unit);
  const rest = minor - whole * unit;
  return rest === 0 ? String(whole) : `${whole}.${String(rest).padStart(minorDigits, '0')}`;
}
