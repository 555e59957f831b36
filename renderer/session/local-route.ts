import type { SuggestionId } from '../../contracts/ids.ts';

/** Screens that show a visit and need nothing else, each with a route of its own name. */
const VISIT_SCREENS = ['items', 'add', 'requirements'] as const;
export type VisitScreen = (typeof VISIT_SCREENS)[number];

/** Where the shopper has gone by herself, before what the daemon says is looked at. */
export type LocalRoute =
  | { readonly kind: 'home' }
  | { readonly kind: 'identify' }
  | { readonly kind: 'keypad'; readonly asks: 'card' | 'wait-number' }
  | { readonly kind: VisitScreen }
  | { readonly kind: 'suggestions' }
  | { readonly kind: 'detail'; readonly suggestion: SuggestionId }
  | { readonly kind: 'phrases' };

export function isVisitScreen(kind: LocalRoute['kind']): kind is VisitScreen {
  return VISIT_SCREENS.some((screen) => screen === kind);
}
