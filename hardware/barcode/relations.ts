import { aisOf } from './ai.ts';
import { AI_RELATIONS } from './ai-relations.ts';

/** What an identifier asks of those beside it. */
export interface AiRelation {
  /** Combinations of which one must be there; empty = it needs nothing. */
  readonly needs: readonly (readonly string[])[];
  /** Patterns of identifiers that must not be there. */
  readonly bars: readonly string[];
}

const NOTHING: AiRelation = { needs: [], bars: [] };

const RELATIONS: ReadonlyMap<string, AiRelation> = new Map(
  AI_RELATIONS.flatMap(([ais, needs, bars]) =>
    aisOf(ais).map((ai) => [
      ai,
      {
        needs: words(needs).map((combination) => combination.split('+')),
        bars: bars === 'family' ? [`${ai.slice(0, -1)}n`] : words(bars),
      },
    ]),
  ),
);

export function relationOf(ai: string): AiRelation {
  return RELATIONS.get(ai) ?? NOTHING;
}

/** Why these identifiers contradict each other; undefined if they do not. An identifier never bars itself. */
export function contradiction(ais: readonly string[]): string | undefined {
  for (const ai of ais) {
    const { bars } = relationOf(ai);
    const other = ais.find((one) => one !== ai && bars.some((pattern) => fits(one, pattern)));
    if (other !== undefined) return `(${other}) must not stand beside (${ai})`;
  }
  return undefined;
}

/**
 * What is missing beside these identifiers. It is no mistake of one symbol: another on the same item may hold it.
 * Source: the dictionary's note on mandatory pairings.
 */
export function missingBeside(ais: readonly string[]): readonly string[] {
  return ais.flatMap((ai) => {
    const { needs } = relationOf(ai);
    const isMet =
      needs.length === 0 ||
      needs.some((combination) => combination.every((part) => ais.some((one) => fits(one, part))));
    if (isMet) return [];
    const wanted = needs.map((combination) =>
      combination.map((part) => `(${part})`).join(' with '),
    );
    return [`(${ai}) needs ${wanted.join(' or ')} on the same item`];
  });
}

function fits(ai: string, pattern: string): boolean {
  return (
    ai.length === pattern.length &&
    Array.from(pattern).every((sign, index) => sign === 'n' || sign === ai[index])
  );
}

function words(text: string): readonly string[] {
  return text === '' ? [] : text.split(' ');
}
