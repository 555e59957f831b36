import type { SuggestionsForVisit } from '../../contracts/suggestion.ts';

/** What comes later was brought by somebody else's line. */
const ANSWERED_WITHIN_MS = 10_000;
const WAITING_LIMIT = 1000;

/** How long a line takes to the suggestion that it brings, where both its ends are at this box. */
export interface SuggestionTimes {
  /** A line was read. @param who the card of an open receipt, or the terminal where it was scanned */
  readonly lineRead: (who: string, atMs: number) => void;
  /** The suggestions of a visit are shown. */
  suggested(message: SuggestionsForVisit, card: string | undefined, atMs: number): void;
}

export function suggestionTimes(onMeasured: (tookMs: number) => void): SuggestionTimes {
  /** The last line of each, oldest first. */
  const readAtMs = new Map<string, number>();
  return {
    lineRead(who, atMs) {
      readAtMs.delete(who);
      readAtMs.set(who, atMs);
      const [oldest] = readAtMs.keys();
      if (readAtMs.size > WAITING_LIMIT && oldest !== undefined) readAtMs.delete(oldest);
    },
    suggested({ terminal, suggestions }, card, atMs) {
      if (suggestions.length === 0) return;
      const waiting = [card, terminal].filter((who) => who !== undefined);
      const lastMs = Math.max(...waiting.map((who) => readAtMs.get(who) ?? -Infinity));
      for (const who of waiting) readAtMs.delete(who);
      if (atMs - lastMs <= ANSWERED_WITHIN_MS) onMeasured(atMs - lastMs);
    },
  };
}
