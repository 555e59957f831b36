import { Fault } from '../../contracts/fault.ts';

/** Lines longer than this are not shown to the rules: no receipt is that wide, and polynomial matching stays in bounds. */
export const PATTERN_TEXT_LIMIT = 240;

/**
 * Compiles a dialect's pattern, or refuses it: a quantifier inside a quantified group, a back-reference or a look-behind can take
 * exponential time on a hostile line. What is left is polynomial in a line of at most 240 characters.
 * @throws Fault `bad-dialect` that names the pattern and what is wrong with it
 */
export function safePattern(source: string, where: string): RegExp {
  const problem = patternProblem(source);
  if (problem !== undefined) {
    throw new Fault('bad-dialect', `${where}: pattern ${source}: ${problem}`);
  }
  try {
    return new RegExp(source, 'iu');
  } catch (cause) {
    throw new Fault('bad-dialect', `${where}: pattern ${source}: not a regular expression`, {
      cause,
    });
  }
}

/** Why a pattern is not safe; undefined if it is. */
export function patternProblem(source: string): string | undefined {
  if (/\\[1-9]|\\k</.test(source)) return 'back-references are not allowed';
  if (/\(\?<[=!]/.test(source)) return 'look-behind is not allowed';
  // For each open group: whether something repeats inside it.
  const repeats: boolean[] = [];
  let unbounded = 0;
  for (let index = 0; index < source.length; index += 1) {
    const character = source[index];
    if (character === '\\') {
      index += 1;
    } else if (character === '[') {
      index = endOfClass(source, index);
    } else if (character === '(') {
      repeats.push(false);
    } else if (character === ')') {
      const repeatsInside = repeats.pop() ?? false;
      const repetition = repetitionAt(source, index + 1);
      if (repeatsInside && (repetition === 'some' || repetition === 'open')) {
        return 'a repetition inside a repeated group is not allowed';
      }
      if (repeats.length > 0 && (repeatsInside || repetition !== 'none')) {
        repeats[repeats.length - 1] = true;
      }
    }
    const isAtom = character !== '(' && character !== '|' && character !== ')';
    const repetition = isAtom ? repetitionAt(source, index + 1) : 'none';
    if (repetition === 'open') unbounded += 1;
    if (repetition !== 'none' && repeats.length > 0) repeats[repeats.length - 1] = true;
  }
  return unbounded > 12 ? 'more than twelve open repetitions are not allowed' : undefined;
}

function endOfClass(source: string, start: number): number {
  let index = start + 1;
  while (index < source.length && source[index] !== ']') index += source[index] === '\\' ? 2 : 1;
  return index;
}

/** How often what ends before `index` may repeat: `few` is at most 3, `some` at most 32. */
function repetitionAt(source: string, index: number): 'none' | 'few' | 'some' | 'open' {
  const character = source[index];
  if (character === '*' || character === '+') return 'open';
  if (character !== '{') return 'none';
  const count = /^\{(\d+)(,?)(\d*)\}/.exec(source.slice(index));
  if (count === null) return 'none';
  const most = count[2] === '' ? Number(count[1]) : count[3] === '' ? Infinity : Number(count[3]);
  if (most <= 1) return 'none';
  if (most <= 3) return 'few';
  return most <= 32 ? 'some' : 'open';
}
