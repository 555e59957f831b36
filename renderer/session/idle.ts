/** How long a screen waits for a person. `warn` asks "are you still here?" for twenty seconds; `quiet` just goes back. */
export interface Patience {
  readonly afterMs: number;
  readonly onEnd: 'warn' | 'quiet' | 'never';
}

/** How long the question stands before the session is forgotten. Source: WCAG 2.2.1, at least 20 seconds and one tap. */
export const WARNING_MS = 20_000;

export type Idle =
  | { readonly kind: 'present' }
  | { readonly kind: 'warning'; readonly leftMs: number }
  | { readonly kind: 'gone' };

/** Whether the person is still there, after `idleMs` without a touch, key or scan. */
export function idleAfter(patience: Patience, idleMs: number): Idle {
  if (patience.onEnd === 'never' || idleMs < patience.afterMs) return { kind: 'present' };
  if (patience.onEnd === 'quiet') return { kind: 'gone' };
  const leftMs = patience.afterMs + WARNING_MS - idleMs;
  return leftMs > 0 ? { kind: 'warning', leftMs } : { kind: 'gone' };
}
