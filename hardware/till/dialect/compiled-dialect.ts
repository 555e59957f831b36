import type { DialectFile } from './dialect-file.ts';
import type { RuleIndex } from './rule-index.ts';
import type { CompiledRule } from './compiled-rule.ts';

/** A dialect that was read, compiled and passed its own samples. Immutable; one serves many feeds. */
export interface Dialect {
  readonly id: string;
  readonly file: DialectFile;
  readonly rules: readonly CompiledRule[];
  readonly index: RuleIndex;
  readonly begin: readonly RegExp[];
  readonly end: readonly RegExp[];
  readonly reprint: readonly RegExp[];
  /** Some item rules have the amount alone: the name stands on the line before. */
  readonly waitsForName: boolean;
  /** Some quantity rules belong to the item before them. */
  readonly waitsForQuantity: boolean;
  /** Some pattern cannot be proven quick: it is stopped when its time is up. */
  readonly isWatched: boolean;
  readonly filters: readonly {
    readonly pattern: RegExp;
    readonly action: 'replace' | 'omit' | 'newline';
    readonly with: string;
  }[];
}
