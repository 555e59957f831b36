import type { PairingId } from '../../contracts/ids.ts';
import type { KioskView, PairingView, VisitView } from '../../contracts/socket.ts';
import type { SuggestionForMember } from '../../contracts/suggestion.ts';
import type { LinkState } from './link.ts';
import { isVisitScreen, type LocalRoute, type VisitScreen } from './local-route.ts';

/** What only this page knows. */
export interface Local {
  readonly link: LinkState;
  /** The connection has been gone for longer than a blink. */
  readonly isAway: boolean;
  readonly route: LocalRoute;
  /** The wait number that was just handed out: shown once more in case paper fails. */
  readonly waitNumber: number | undefined;
  /** An ended pairing whose end she has read. */
  readonly read: PairingId | undefined;
}

interface Seen {
  readonly view: KioskView;
}
interface Visiting extends Seen {
  readonly visit: VisitView;
}

/** What each screen is drawn from. A screen that needs nothing but the visit stands in local-route.ts instead. */
interface ScreenStates extends Readonly<Record<VisitScreen, Visiting>> {
  readonly offline: { readonly isRefused: boolean };
  readonly attract: Seen;
  readonly identify: Seen;
  readonly keypad: Seen & { readonly asks: 'card' | 'wait-number' };
  readonly 'wait-slip': Seen & { readonly number: number };
  readonly basket: Visiting;
  readonly suggestions: Visiting;
  readonly detail: Visiting & { readonly suggestion: SuggestionForMember };
  readonly waiting: Visiting & { readonly suggestion: SuggestionForMember };
  readonly matched: Visiting & { readonly pairing: PairingView };
  readonly phrases: Visiting & { readonly pairing: PairingView };
  readonly ended: Visiting & { readonly pairing: PairingView };
}

export type ScreenKind = keyof ScreenStates;
export type ScreenOf<K extends ScreenKind> = {
  readonly [P in K]: { readonly kind: P } & ScreenStates[P];
}[K];
/** The one screen that is shown now. */
export type Screen = ScreenOf<ScreenKind>;

/**
 * Which screen this is. What the daemon says comes before where the shopper has gone: a pairing before a suggestion that she
 * accepted, that before what she was looking at. Pure and total; a route that no longer makes sense falls back to the basket.
 */
export function screenFor(view: KioskView | undefined, local: Local): Screen {
  if (local.link === 'refused' || local.isAway || view === undefined) {
    return { kind: 'offline', isRefused: local.link === 'refused' };
  }
  if (local.waitNumber !== undefined) {
    return { kind: 'wait-slip', view, number: local.waitNumber };
  }
  const visit = view.visit;
  return visit === undefined ? beforeVisit(view, local.route) : duringVisit(view, visit, local);
}

function beforeVisit(view: KioskView, route: LocalRoute): Screen {
  if (route.kind === 'identify') return { kind: 'identify', view };
  if (route.kind === 'keypad') return { kind: 'keypad', view, asks: route.asks };
  return { kind: 'attract', view };
}

function duringVisit(view: KioskView, visit: VisitView, local: Local): Screen {
  const { route } = local;
  const { pairing } = visit;
  if (pairing !== undefined) {
    if (pairing.state === 'confirmed') {
      return { kind: route.kind === 'phrases' ? 'phrases' : 'matched', view, visit, pairing };
    }
    if (pairing.pairing !== local.read) return { kind: 'ended', view, visit, pairing };
  }
  const accepted = visit.suggestions.find(({ suggestion }) => suggestion === visit.accepted);
  if (accepted !== undefined) return { kind: 'waiting', view, visit, suggestion: accepted };
  if (isVisitScreen(route.kind)) return { kind: route.kind, view, visit };
  switch (route.kind) {
    case 'suggestions':
      return { kind: visit.suggestions.length > 0 ? 'suggestions' : 'basket', view, visit };
    case 'detail': {
      const suggestion = visit.suggestions.find((each) => each.suggestion === route.suggestion);
      if (suggestion !== undefined) return { kind: 'detail', view, visit, suggestion };
      return { kind: visit.suggestions.length > 0 ? 'suggestions' : 'basket', view, visit };
    }
    case 'home':
    case 'identify':
    case 'keypad':
    case 'phrases':
      return { kind: 'basket', view, visit };
  }
}
