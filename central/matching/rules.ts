import type { PromotionsFile } from '../../contracts/promotions-file.ts';
import type { VenueSettings } from '../../matcher/state/settings.ts';
import type { MatcherState } from '../../matcher/state/state.ts';
import { createMatcher } from '../../matcher/step.ts';
import { compilePromotions, type KnownProduct } from '../../promotions/compile/compile.ts';

/** What the matcher is made with. A row of the journal that holds them is a beginning: nothing before it matters any more. */
export interface Rules {
  readonly settings: VenueSettings;
  readonly file: PromotionsFile;
  readonly known: readonly KnownProduct[];
}

/** A matcher of these rules before anybody has come. */
export function matcherOf({ settings, file, known }: Rules): MatcherState {
  return createMatcher(settings, compilePromotions(file, known), known);
}

/** Promotions and what is known of their products, as text: equal texts mean the same. */
export function promotionsText({ file, known }: Pick<Rules, 'file' | 'known'>): string {
  return JSON.stringify([file, known]);
}
