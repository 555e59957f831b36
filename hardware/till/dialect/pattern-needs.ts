import type { AST } from '@eslint-community/regexpp';

type Words = readonly string[] | undefined;

/** Shorter ones stand in too many lines to tell anything. */
const SHORTEST_WORD = 2;

/**
 * Words of which at least one stands, whatever its case, in every text that a pattern matches; undefined where there are none. Looking
 * for a few words first spares most lines most of the rules.
 */
export function neededWords(pattern: AST.Pattern): Words {
  return ofAlternatives(pattern.alternatives);
}

/** Each alternative needs its own words. */
function ofAlternatives(alternatives: readonly AST.Alternative[]): Words {
  const needed = alternatives.map(ofAlternative);
  return needed.every((words) => words !== undefined) ? needed.flat() : undefined;
}

/** The words of the part that needs the fewest. */
function ofAlternative({ elements }: AST.Alternative): Words {
  let best: Words;
  let run = '';
  const take = (words: Words): void => {
    if (words === undefined) return;
    if (best === undefined || words.length < best.length) best = words;
    // Of two single words the longer one says more.
    else if (words.length === 1 && (words[0]?.length ?? 0) > (best[0]?.length ?? 0)) best = words;
  };
  const endRun = (): void => {
    if (run.length >= SHORTEST_WORD) take([run.toLowerCase()]);
    run = '';
  };
  for (const whole of elements) {
    const isQuantified = whole.type === 'Quantifier';
    const element = isQuantified ? whole.element : whole;
    const mayBeAbsent = isQuantified && whole.min === 0;
    const letter = letterOf(element);
    if (letter !== undefined && !mayBeAbsent) run += letter;
    // Behind a letter that may come again, nobody knows what stands next to it.
    if (letter === undefined || isQuantified) endRun();
    const isGroup = element.type === 'Group' || element.type === 'CapturingGroup';
    if (isGroup && !mayBeAbsent) take(ofAlternatives(element.alternatives));
  }
  endRun();
  return best;
}

function letterOf(element: AST.Element): string | undefined {
  if (element.type !== 'Character') return undefined;
  const character = String.fromCodePoint(element.value);
  return /[\p{L}\d]/u.test(character) ? character : undefined;
}
