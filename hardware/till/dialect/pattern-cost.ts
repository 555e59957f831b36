import type { AST } from '@eslint-community/regexpp';

/** Lines longer than this are not shown to the rules: no receipt is that wide, and polynomial matching stays in bounds. */
export const PATTERN_TEXT_LIMIT = 240;
/** What the platform's engine does in well under a tenth of a second. */
const QUICK_STEPS = 50_000_000;
/** A group may hold a repetition only if it comes at most so often. */
const MOST_NESTED = 3;
const MOST_OPEN = 12;
/** A longer count is as bad as none. */
const MOST_COUNTED = 32;
/** Optional parts and alternatives mostly exclude each other: those of an amount alone give 128 ways, of which one fits. */
const FREE_WAYS = 4096;
/** A class of the `v` flag may hold strings of several lengths: it is a choice. */
const WAYS_OF_STRINGS = 16;

export interface PatternCost {
  /** Why the pattern can take exponential time; undefined where it cannot. */
  readonly problem: string | undefined;
  /** Several open repetitions may compete for the same characters, or alternatives stand inside a repetition. */
  readonly mayBeSlow: boolean;
}

/** What a backtracking engine may have to do, counted from above; that two parts cannot match the same text is not looked at. */
interface Cost {
  readonly problem: string | undefined;
  /** Repetitions of repetitions, on the longest line. */
  readonly steps: number;
  /** Optional parts and alternatives, each with each. */
  readonly ways: number;
  /** Repetitions without an end. */
  readonly open: number;
  readonly repeats: boolean;
  readonly chooses: boolean;
  readonly repeatsChoices: boolean;
}

const ONE: Cost = {
  problem: undefined,
  steps: 1,
  ways: 1,
  open: 0,
  repeats: false,
  chooses: false,
  repeatsChoices: false,
};

export function patternCost(pattern: AST.Pattern): PatternCost {
  const cost = alternativesCost(pattern.alternatives);
  const isAnchored = pattern.alternatives.every(({ elements }) => isStart(elements[0]));
  // Without an anchor the engine tries at each place of the line.
  const tries = isAnchored ? 1 : PATTERN_TEXT_LIMIT;
  const steps = tries * cost.steps * Math.max(1, cost.ways / FREE_WAYS);
  const isTooOpen = cost.open > MOST_OPEN;
  return {
    problem:
      cost.problem ?? (isTooOpen ? 'more than twelve open repetitions are not allowed' : undefined),
    mayBeSlow: cost.repeatsChoices || steps > QUICK_STEPS,
  };
}

function isStart(element: AST.Element | undefined): boolean {
  return element?.type === 'Assertion' && element.kind === 'start';
}

function alternativesCost(alternatives: readonly AST.Alternative[]): Cost {
  const costs = alternatives.map(({ elements }) => together(elements.map(elementCost)));
  const [only] = costs;
  if (only !== undefined && costs.length === 1) return only;
  const ways = costs.reduce((sum, cost) => sum + cost.ways, 0);
  return { ...together(costs), ways, chooses: true };
}

function together(costs: readonly Cost[]): Cost {
  return costs.reduce(
    (all, one) => ({
      problem: all.problem ?? one.problem,
      steps: all.steps * one.steps,
      ways: all.ways * one.ways,
      open: all.open + one.open,
      repeats: all.repeats || one.repeats,
      chooses: all.chooses || one.chooses,
      repeatsChoices: all.repeatsChoices || one.repeatsChoices,
    }),
    ONE,
  );
}

function elementCost(element: AST.Element): Cost {
  switch (element.type) {
    case 'Backreference':
      return { ...ONE, problem: 'back-references are not allowed' };
    case 'Assertion':
      if (element.kind === 'lookbehind') return { ...ONE, problem: 'look-behind is not allowed' };
      return element.kind === 'lookahead' ? alternativesCost(element.alternatives) : ONE;
    case 'CapturingGroup':
    case 'Group':
      return alternativesCost(element.alternatives);
    case 'Character':
      return ONE;
    case 'CharacterClass':
    case 'CharacterSet':
    case 'ExpressionCharacterClass':
      return holdsStrings(element) ? { ...ONE, ways: WAYS_OF_STRINGS, chooses: true } : ONE;
    case 'Quantifier':
      return repeated(elementCost(element.element), element);
  }
}

function repeated(inner: Cost, { min, max }: AST.Quantifier): Cost {
  const most = max > MOST_COUNTED ? Infinity : Math.max(1, max);
  const isOptional = min === 0 && max === 1;
  // What comes a few times is as if it stood there as often.
  const copies = Math.min(most, MOST_NESTED);
  const nested =
    inner.repeats && most > MOST_NESTED
      ? 'a repetition inside a repeated group is not allowed'
      : undefined;
  return {
    problem: inner.problem ?? nested,
    steps: inner.steps ** copies * Math.min(most, PATTERN_TEXT_LIMIT),
    ways: isOptional ? inner.ways + 1 : inner.ways ** copies,
    open: inner.open * copies + (most === Infinity ? 1 : 0),
    repeats: inner.repeats || most > 1,
    chooses: inner.chooses || isOptional,
    repeatsChoices: inner.repeatsChoices || (inner.chooses && most > MOST_NESTED),
  };
}

function holdsStrings(
  node:
    | AST.CharacterSet
    | AST.CharacterClassElement
    | AST.ClassSetOperand
    | AST.CharacterClass
    | AST.ExpressionCharacterClass['expression'],
): boolean {
  switch (node.type) {
    case 'Character':
    case 'CharacterClassRange':
      return false;
    case 'CharacterSet':
      return node.kind === 'property' && node.strings;
    case 'ClassStringDisjunction':
      return true;
    case 'CharacterClass':
      return node.elements.some(holdsStrings);
    case 'ExpressionCharacterClass':
      return holdsStrings(node.expression);
    case 'ClassIntersection':
    case 'ClassSubtraction':
      return holdsStrings(node.left) || holdsStrings(node.right);
  }
}
