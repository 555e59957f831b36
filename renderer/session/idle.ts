import type { Screen } from './screen.ts';

/** How long a screen waits for a person. `warn` asks "are you still here?" for twenty seconds; `quiet` just goes back. */
export interface Patience {
  readonly afterMs: number;
  readonly onEnd: 'warn' | 'quiet' | 'never';
}

/** How long the question stands before the session is forgotten. Source: WCAG 2.2.1, at least 20 seconds and one tap. */
export const WARNING_MS = 20_000;

const QUIET_SESSION: Patience = { afterMs: 45_000, onEnd: 'warn' };

/** Source: docs/rules.md#kiosk-patience. */
export function patienceOf(screen: Screen): Patience {
  switch (screen.kind) {
    case 'offline':
      return { afterMs: 0, onEnd: 'never' };
    case 'attract':
      // Nobody is here; only a language or a size that somebody left behind is put back.
      return { afterMs: 60_000, onEnd: 'quiet' };
    case 'identify':
    case 'keypad':
      return { afterMs: 20_000, onEnd: 'quiet' };
    case 'wait-slip':
      return { afterMs: 15_000, onEnd: 'quiet' };
    case 'ended':
      return { afterMs: 20_000, onEnd: 'quiet' };
    case 'waiting':
      // The suggestion's own countdown runs; she may stand and watch it.
      return { afterMs: 120_000, onEnd: 'warn' };
    case 'matched':
    case 'phrases':
      return { afterMs: 60_000, onEnd: 'warn' };
    case 'basket':
    case 'items':
    case 'add':
    case 'wishes':
    case 'offers':
    case 'detail':
      return QUIET_SESSION;
  }
}

export type Idle =
  | { readonly kind: 'present' }
  | { readonly kind: 'warning'; readonly leftMs: number }
  | { readonly kind: 'gone' };

/** Whether the person is still there, after `idleMs` without a touch, key or scan. */
export function idleAfter(screen: Screen, idleMs: number): Idle {
  const patience = patienceOf(screen);
  if (patience.onEnd === 'never' || idleMs < patience.afterMs) return { kind: 'present' };
  if (patience.onEnd === 'quiet') return { kind: 'gone' };
  const leftMs = patience.afterMs + WARNING_MS - idleMs;
  return leftMs > 0 ? { kind: 'warning', leftMs } : { kind: 'gone' };
}
