import type { Rule } from './rule-keys.ts';

/** Where in a receipt a line stands: before the first item, before the total, after it. */
export type Phase = 'header' | 'body' | 'footer';

export interface CompiledRule extends Rule {
  readonly pattern: RegExp;
  /** An item rule that minds words of the sale. */
  readonly isGuarded: boolean;
  /** Some of these words stand, in small letters, in each line that the rule takes; undefined: any line may be one. */
  readonly needs: readonly string[] | undefined;
  /** The pattern cannot be proven quick. */
  readonly mayBeSlow: boolean;
}
