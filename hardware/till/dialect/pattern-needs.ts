/** Shorter ones stand in too many lines to tell anything. */
const SHORTEST_WORD = 2;

/**
 * Words of which at least one stands, whatever its case, in every text that a pattern matches; undefined where there are none. Looking
 * for a few words first spares most lines most of the rules.
 */
export function neededWords(source: string): readonly string[] | undefined {
  return alternatives(source, 0).words;
}

interface Part {
  readonly words: readonly string[] | undefined;
  /** Where the part ends. */
  readonly end: number;
}

/** What stands up to the closing bracket or the end: each alternative needs its own words. */
function alternatives(source: string, start: number): Part {
  const needed: (readonly string[] | undefined)[] = [];
  let end = start;
  for (;;) {
    const one = sequence(source, end);
    needed.push(one.words);
    end = one.end;
    if (source[end] !== '|') break;
    end += 1;
  }
  const words = needed.flatMap((some) => some ?? []);
  return { words: needed.every((some) => some !== undefined) ? words : undefined, end };
}

/** One alternative: the words of the part that needs the fewest. */
function sequence(source: string, start: number): Part {
  let best: readonly string[] | undefined;
  let run = '';
  let index = start;
  const take = (words: readonly string[] | undefined): void => {
    if (words === undefined) return;
    if (best === undefined || words.length < best.length) best = words;
    // Of two single words the longer one says more.
    else if (words.length === 1 && (words[0]?.length ?? 0) > (best[0]?.length ?? 0)) best = words;
  };
  const endRun = (): void => {
    if (run.length >= SHORTEST_WORD) take([run.toLowerCase()]);
    run = '';
  };
  while (index < source.length && source[index] !== '|' && source[index] !== ')') {
    const character = source[index] ?? '';
    if (character === '(') {
      endRun();
      const group = groupAt(source, index);
      index = group.end;
      if (!mayBeAbsent(source, index)) take(group.words);
    } else if (/[\p{L}\d]/u.test(character)) {
      index += 1;
      // A letter that may be missing, or that comes again, ends the run before it.
      if (mayBeAbsent(source, index)) endRun();
      else run += character;
      if (/[+{]/.test(source[index] ?? '')) endRun();
    } else {
      endRun();
      index = character === '[' ? endOfClass(source, index) : index + (character === '\\' ? 2 : 1);
      if (character === '\\' && source[index] === '{') index = source.indexOf('}', index) + 1;
    }
    index = endOfQuantifier(source, index);
  }
  endRun();
  return { words: best, end: index };
}

/** A group with its brackets; what only looks ahead needs nothing that counts. */
function groupAt(source: string, start: number): Part {
  const opening = /^\((?:\?(?::|<\w+>|=|!))?/.exec(source.slice(start))?.[0] ?? '(';
  const inside = alternatives(source, start + opening.length);
  const looksAhead = opening === '(?=' || opening === '(?!';
  return { words: looksAhead ? undefined : inside.words, end: inside.end + 1 };
}

function mayBeAbsent(source: string, index: number): boolean {
  return /^(?:[?*]|\{0)/.test(source.slice(index, index + 2));
}

function endOfQuantifier(source: string, index: number): number {
  const quantifier = /^(?:[?*+]|\{\d+,?\d*\})\??/.exec(source.slice(index, index + 12));
  return index + (quantifier?.[0].length ?? 0);
}

function endOfClass(source: string, start: number): number {
  let index = start + 1;
  while (index < source.length && source[index] !== ']') index += source[index] === '\\' ? 2 : 1;
  return index + 1;
}
