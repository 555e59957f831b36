import type { JSX } from 'preact';
import type { KioskView } from '../../contracts/socket.ts';
import type { Patience } from '../session/idle.ts';
import type { LocalRoute } from '../session/local-route.ts';
import type { Screen, ScreenKind, ScreenOf } from '../session/screen.ts';
import { Add } from './add.tsx';
import { Attract } from './attract.tsx';
import { Basket } from './basket.tsx';
import { Detail } from './detail.tsx';
import { Ended } from './ended.tsx';
import { Identify } from './identify.tsx';
import { Items } from './items.tsx';
import { Keypad } from './keypad.tsx';
import { Matched } from './matched.tsx';
import { Offline } from './offline.tsx';
import { Phrases } from './phrases.tsx';
import { Requirements } from './requirements.tsx';
import { Suggestions } from './suggestions.tsx';
import { WaitSlip } from './wait-slip.tsx';
import { Waiting } from './waiting.tsx';

/** Everything that the page knows of a screen besides what is drawn. */
interface ScreenRow<K extends ScreenKind> {
  readonly draw: (screen: ScreenOf<K>) => JSX.Element;
  /** Where the arrow leads; left out where there is nothing to go back to. */
  readonly back?: (screen: ScreenOf<K>) => LocalRoute;
  readonly patience: Patience;
  /** Large type and low buttons are one tap away, in the footer. */
  readonly hasDisplayButtons?: true;
  /** Trouble that this screen tells in its own words, so that it needs no banner. */
  readonly ownBanners?: KioskView['banners'];
}

/** Who stands at a basket is asked before it is forgotten. */
const SHOPPING: Patience = { afterMs: 45_000, onEnd: 'warn' };
const MEETING: Patience = { afterMs: 60_000, onEnd: 'warn' };
const toBasket = (): LocalRoute => ({ kind: 'home' });

/** One row for each screen. Source of the times: docs/rules.md#kiosk-patience. */
export const SCREENS: { readonly [K in ScreenKind]: ScreenRow<K> } = {
  offline: {
    draw: ({ isRefused }) => <Offline isRefused={isRefused} />,
    patience: { afterMs: 0, onEnd: 'never' },
  },
  attract: {
    draw: ({ view }) => <Attract view={view} />,
    // Nobody is here; only a language or a size that somebody left behind is put back.
    patience: { afterMs: 60_000, onEnd: 'quiet' },
    hasDisplayButtons: true,
  },
  identify: {
    draw: () => <Identify />,
    back: () => ({ kind: 'home' }),
    patience: { afterMs: 20_000, onEnd: 'quiet' },
  },
  keypad: {
    draw: ({ asks }) => <Keypad asks={asks} key={asks} />,
    back: () => ({ kind: 'identify' }),
    patience: { afterMs: 20_000, onEnd: 'quiet' },
  },
  'wait-slip': {
    draw: ({ number }) => <WaitSlip number={number} />,
    patience: { afterMs: 15_000, onEnd: 'quiet' },
  },
  basket: { draw: ({ visit }) => <Basket visit={visit} />, patience: SHOPPING },
  items: { draw: ({ visit }) => <Items visit={visit} />, back: toBasket, patience: SHOPPING },
  add: { draw: ({ visit }) => <Add visit={visit} />, back: toBasket, patience: SHOPPING },
  requirements: {
    draw: ({ view, visit }) => <Requirements view={view} visit={visit} />,
    back: toBasket,
    patience: SHOPPING,
  },
  suggestions: {
    draw: ({ visit }) => <Suggestions visit={visit} />,
    back: toBasket,
    patience: SHOPPING,
  },
  detail: {
    draw: ({ suggestion }) => <Detail suggestion={suggestion} />,
    back: ({ visit }) => ({ kind: visit.suggestions.length > 1 ? 'suggestions' : 'home' }),
    patience: SHOPPING,
  },
  waiting: {
    draw: ({ suggestion }) => <Waiting suggestion={suggestion} />,
    // The suggestion's own countdown runs; she may stand and watch it.
    patience: { afterMs: 120_000, onEnd: 'warn' },
  },
  matched: {
    draw: ({ view, pairing }) => <Matched view={view} pairing={pairing} />,
    patience: MEETING,
    // Beside the code it says what to do without paper.
    ownBanners: ['printer-trouble'],
  },
  phrases: {
    draw: ({ pairing }) => <Phrases pairing={pairing} />,
    // From here home is the code.
    back: () => ({ kind: 'home' }),
    patience: MEETING,
  },
  ended: {
    draw: ({ pairing }) => <Ended pairing={pairing} />,
    patience: { afterMs: 20_000, onEnd: 'quiet' },
  },
};

export function drawScreen<K extends ScreenKind>(screen: ScreenOf<K>): JSX.Element {
  return SCREENS[screen.kind].draw(screen);
}

export function backFrom<K extends ScreenKind>(screen: ScreenOf<K>): LocalRoute | undefined {
  return SCREENS[screen.kind].back?.(screen);
}

export function patienceOf(screen: Screen): Patience {
  return SCREENS[screen.kind].patience;
}
