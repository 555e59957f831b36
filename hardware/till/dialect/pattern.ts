import { type AST, RegExpParser } from '@eslint-community/regexpp';
import { Fault } from '../../../contracts/fault.ts';
import { patternCost } from './pattern-cost.ts';
import { neededWords } from './pattern-needs.ts';

/** A dialect's pattern that cannot take exponential time. */
export interface SafePattern {
  readonly regExp: RegExp;
  /** Some of these words stand, in small letters, in each text that the pattern matches; undefined: any text may match. */
  readonly needs: readonly string[] | undefined;
  /** Nobody can promise that the pattern is done quickly with any line: it is watched while it runs. */
  readonly mayBeSlow: boolean;
}

const parser = new RegExpParser();

/**
 * Compiles a dialect's pattern, or refuses it: a quantifier inside a quantified group, a back-reference or a look-behind can take
 * exponential time on a hostile line. What is left and may still be slow is watched while it runs; see `mayBeSlow`.
 * @throws Fault `bad-dialect` that names the pattern and what is wrong with it
 */
export function safePattern(source: string, where: string, flags = 'iu'): SafePattern {
  const refused = (why: string, options?: ErrorOptions): Fault =>
    new Fault('bad-dialect', `${where}: pattern ${source}: ${why}`, options);
  let tree: AST.Pattern;
  let regExp: RegExp;
  try {
    tree = parser.parsePattern(source, 0, source.length, {
      unicode: flags.includes('u'),
      unicodeSets: flags.includes('v'),
    });
    regExp = new RegExp(source, flags);
  } catch (cause) {
    throw refused('not a regular expression', { cause });
  }
  const { problem, mayBeSlow } = patternCost(tree);
  if (problem !== undefined) throw refused(problem);
  return { regExp, needs: neededWords(tree), mayBeSlow };
}
