import type { CompiledRule, Phase } from './compiled-rule.ts';

/** The rules of a dialect, found by the words that a line holds. */
export interface RuleIndex {
  /** The rules that may take a line in this place, in order. @param small the line in small letters */
  candidates(small: string, phase: Phase): readonly CompiledRule[];
}

interface Word {
  readonly text: string;
  readonly id: number;
}

const PHASES: readonly Phase[] = ['header', 'body', 'footer'];

/**
 * Most lines hold no word of most rules: one walk along the line finds the words there are, by their first two characters. Lines with
 * the same words, which is nearly all items, share one list of rules.
 */
export function indexRules(rules: readonly CompiledRule[]): RuleIndex {
  const ids = new Map<string, number>();
  for (const word of rules.flatMap((rule) => rule.needs ?? [])) {
    if (!ids.has(word)) ids.set(word, ids.size);
  }
  const byStart = new Map<number, Word[]>();
  for (const [text, id] of ids) {
    const start = startAt(text, 0);
    byStart.set(start, [...(byStart.get(start) ?? []), { text, id }]);
  }
  const wordless = new Map(PHASES.map((phase) => [phase, among(rules, phase, ids, NO_WORDS)]));
  const known = new Map<string, readonly CompiledRule[]>();
  return {
    candidates: (small, phase) => {
      const found = wordsIn(small, byStart);
      if (found === NO_WORDS) return wordless.get(phase) ?? [];
      const key = `${phase} ${[...found].join(' ')}`;
      let list = known.get(key);
      if (list === undefined) {
        list = among(rules, phase, ids, found);
        // Real lines hold the same few words again and again; noise must not fill the memory.
        if (known.size < MOST_KNOWN) known.set(key, list);
      }
      return list;
    },
  };
}

const MOST_KNOWN = 1000;

const NO_WORDS: ReadonlySet<number> = new Set();

function wordsIn(
  small: string,
  byStart: ReadonlyMap<number, readonly Word[]>,
): ReadonlySet<number> {
  let found: Set<number> | undefined;
  for (let at = 0; at + 1 < small.length; at += 1) {
    const words = byStart.get(startAt(small, at));
    if (words === undefined) continue;
    for (const { text, id } of words) {
      if (!small.startsWith(text, at)) continue;
      found ??= new Set();
      found.add(id);
    }
  }
  return found ?? NO_WORDS;
}

function startAt(text: string, at: number): number {
  return text.charCodeAt(at) * 65_536 + text.charCodeAt(at + 1);
}

function among(
  rules: readonly CompiledRule[],
  phase: Phase,
  ids: ReadonlyMap<string, number>,
  found: ReadonlySet<number>,
): readonly CompiledRule[] {
  const has = (word: string): boolean => found.has(ids.get(word) ?? -1);
  return rules.filter(
    (rule) => standsWhere(rule, phase) && (rule.needs === undefined || rule.needs.some(has)),
  );
}

function standsWhere(rule: CompiledRule, phase: Phase): boolean {
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
