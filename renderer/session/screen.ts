import type { PairingId, SuggestionId } from '../../contracts/ids.ts';
import type { KioskView, PairingView, VisitView } from '../../contracts/socket.ts';
import type { SuggestionForMember } from '../../contracts/suggestion.ts';
import type { LinkState } from './link.ts';

/** Where the shopper has gone by herself, before what the daemon says is looked at. */
export type Place =
  | { readonly kind: 'home' }
  | { readonly kind: 'identify' }
  | { readonly kind: 'keypad'; readonly asks: 'card' | 'wait-number' }
  | { readonly kind: 'items' }
  | { readonly kind: 'add' }
  | { readonly kind: 'wishes' }
  | { readonly kind: 'offers' }
  | { readonly kind: 'detail'; readonly suggestion: SuggestionId }
  | { readonly kind: 'phrases' };

/** What only this page knows. */
export interface Local {
  readonly link: LinkState;
  /** The connection has been gone for longer than a blink. */
  readonly isAway: boolean;
  readonly place: Place;
  /** The wait number that was just handed out: shown once more in case paper fails. */
  readonly waitNumber: number | undefined;
  /** An ended pairing whose end she has read. */
  readonly read: PairingId | undefined;
}

/** The one screen that is shown now. */
export type Screen =
  | { readonly kind: 'offline'; readonly isRefused: boolean }
  | { readonly kind: 'attract'; readonly view: KioskView }
  | { readonly kind: 'identify'; readonly view: KioskView }
  | { readonly kind: 'keypad'; readonly view: KioskView; readonly asks: 'card' | 'wait-number' }
  | { readonly kind: 'wait-slip'; readonly view: KioskView; readonly number: number }
  | { readonly kind: 'basket'; readonly view: KioskView; readonly visit: VisitView }
  | { readonly kind: 'items'; readonly view: KioskView; readonly visit: VisitView }
  | { readonly kind: 'add'; readonly view: KioskView; readonly visit: VisitView }
  | { readonly kind: 'wishes'; readonly view: KioskView; readonly visit: VisitView }
  | { readonly kind: 'offers'; readonly view: KioskView; readonly visit: VisitView }
  | {
      readonly kind: 'detail';
      readonly view: KioskView;
      readonly visit: VisitView;
      readonly suggestion: SuggestionForMember;
    }
  | {
      readonly kind: 'waiting';
      readonly view: KioskView;
      readonly visit: VisitView;
      readonly suggestion: SuggestionForMember;
    }
  | {
      readonly kind: 'matched';
      readonly view: KioskView;
      readonly visit: VisitView;
      readonly pairing: PairingView;
    }
  | {
      readonly kind: 'phrases';
      readonly view: KioskView;
      readonly visit: VisitView;
      readonly pairing: PairingView;
    }
  | {
      readonly kind: 'ended';
      readonly view: KioskView;
      readonly visit: VisitView;
      readonly pairing: PairingView;
    };

/**
 * Which screen this is. What the daemon says comes before where the shopper has gone: a pairing before a suggestion that she
 * accepted, that before what she was looking at. Pure and total; a place that no longer makes sense falls back to the basket.
 */
export function screenFor(view: KioskView | undefined, local: Local): Screen {
  if (local.link === 'refused' || local.isAway || view === undefined) {
    return { kind: 'offline', isRefused: local.link === 'refused' };
  }
  if (local.waitNumber !== undefined) {
    return { kind: 'wait-slip', view, number: local.waitNumber };
  }
  const visit = view.visit;
  return visit === undefined ? beforeVisit(view, local.place) : duringVisit(view, visit, local);
}

function beforeVisit(view: KioskView, place: Place): Screen {
  if (place.kind === 'identify') return { kind: 'identify', view };
  if (place.kind === 'keypad') return { kind: 'keypad', view, asks: place.asks };
  return { kind: 'attract', view };
}

function duringVisit(view: KioskView, visit: VisitView, local: Local): Screen {
  const { place } = local;
  const { pairing } = visit;
  if (pairing !== undefined) {
    if (pairing.state === 'confirmed') {
      return { kind: place.kind === 'phrases' ? 'phrases' : 'matched', view, visit, pairing };
    }
    if (pairing.pairing !== local.read) return { kind: 'ended', view, visit, pairing };
  }
  const accepted = visit.suggestions.find(({ suggestion }) => suggestion === visit.accepted);
  if (accepted !== undefined) return { kind: 'waiting', view, visit, suggestion: accepted };
  switch (place.kind) {
    case 'items':
    case 'add':
    case 'wishes':
      return { kind: place.kind, view, visit };
    case 'offers':
      return { kind: visit.suggestions.length > 0 ? 'offers' : 'basket', view, visit };
    case 'detail': {
      const suggestion = visit.suggestions.find((each) => each.suggestion === place.suggestion);
      if (suggestion !== undefined) return { kind: 'detail', view, visit, suggestion };
      return { kind: visit.suggestions.length > 0 ? 'offers' : 'basket', view, visit };
    }
    case 'home':
    case 'identify':
    case 'keypad':
    case 'phrases':
      return { kind: 'basket', view, visit };
  }
}
