import { Fault } from '../../../contracts/fault.ts';

/** Lines longer than this are not shown to the rules: no receipt is that wide, and polynomial matching stays in bounds. */
export const PATTERN_TEXT_LIMIT = 240;
/** What the platform's engine does in well under a tenth of a second. */
const QUICK_STEPS = 50_000_000;

/**
 * Compiles a dialect's pattern, or refuses it: a quantifier inside a quantified group, a back-reference or a look-behind can take
 * exponential time on a hostile line. What is left and may still be slow is watched while it runs; see `mayBeSlow`.
 * @throws Fault `bad-dialect` that names the pattern and what is wrong with it
 */
export function safePattern(source: string, where: string, flags = 'iu'): RegExp {
  const { problem } = examined(source);
  if (problem !== undefined) {
    throw new Fault('bad-dialect', `${where}: pattern ${source}: ${problem}`);
  }
  try {
    return new RegExp(source, flags);
  } catch (cause) {
    throw new Fault('bad-dialect', `${where}: pattern ${source}: not a regular expression`, {
      cause,
    });
  }
}

/** Why a pattern is not safe; undefined if it is. */
export function patternProblem(source: string): string | undefined {
  return examined(source).problem;
}

/** Whether nobody can promise that a pattern is done quickly with any line: several open repetitions that may compete for the same
 *  characters, or alternatives inside a repetition. */
export function mayBeSlow(source: string): boolean {
  const { steps, repeatsChoices } = examined(source);
  return repeatsChoices || steps > QUICK_STEPS;
}

interface Examined {
  readonly problem: string | undefined;
  /** At most so many steps on the longest line. */
  readonly steps: number;
  readonly repeatsChoices: boolean;
}

interface Group {
  repeats: boolean;
  chooses: boolean;
}

function examined(source: string): Examined {
  let repeatsChoices = false;
  // Without an anchor the engine tries at each place of the line.
  let steps = source.startsWith('^') ? 1 : PATTERN_TEXT_LIMIT;
  let open = 0;
  const found = (problem: string): Examined => ({ problem, steps: Infinity, repeatsChoices });
  if (/\\[1-9]|\\k</.test(source)) return found('back-references are not allowed');
  if (/\(\?<[=!]/.test(source)) return found('look-behind is not allowed');
  const groups: Group[] = [];
  const inside = (): Group => groups.at(-1) ?? { repeats: false, chooses: false };
  const count = (most: number): void => {
    if (most === Infinity) open += 1;
    steps *= Math.min(most, PATTERN_TEXT_LIMIT);
  };
  for (let index = 0; index < source.length; index += 1) {
    const character = source[index];
    if (character === '(') {
      groups.push({ repeats: false, chooses: false });
      continue;
    }
    if (character === '|') {
      inside().chooses = true;
      continue;
    }
    if (character === ')') {
      const { repeats, chooses } = groups.pop() ?? inside();
      const most = repetitionAt(source, index + 1);
      if (repeats && most > 3) return found('a repetition inside a repeated group is not allowed');
      if (chooses && most > 3) repeatsChoices = true;
      inside().repeats ||= repeats || most > 1;
      inside().chooses ||= chooses || source[index + 1] === '?';
      count(most);
      continue;
    }
    if (character === '\\') index += 1;
    else if (character === '[') index = endOfClass(source, index);
    const most = repetitionAt(source, index + 1);
    inside().repeats ||= most > 1;
    inside().chooses ||= source[index + 1] === '?';
    count(most);
  }
  if (open > 12) return found('more than twelve open repetitions are not allowed');
  return { problem: undefined, steps, repeatsChoices };
}

function endOfClass(source: string, start: number): number {
  let index = start + 1;
  while (index < source.length && source[index] !== ']') index += source[index] === '\\' ? 2 : 1;
  return index;
}

/** How often at most what ends before `index` is repeated; 1 where it is not, or where it is only left out. */
function repetitionAt(source: string, index: number): number {
  const character = source[index];
  if (character === '*' || character === '+') return Infinity;
  if (character !== '{') return 1;
  const count = /^\{(\d+)(,?)(\d*)\}/.exec(source.slice(index));
  if (count === null) return 1;
  const most = count[2] === '' ? Number(count[1]) : count[3] === '' ? Infinity : Number(count[3]);
  return Math.max(1, most > 32 ? Infinity : most);
}
