import { expect, test } from 'vitest';
import { attractView, visitView } from '../testing/sample-view.ts';
import { idleAfter, WARNING_MS } from './idle.ts';
import { patienceOf } from '../screens/screens.tsx';
import type { LocalRoute } from './local-route.ts';
import { type Screen, screenFor } from './screen.ts';

const screenAt = (route: LocalRoute, view = visitView()) =>
  screenFor(view, { link: 'online', isAway: false, route, waitNumber: undefined, read: undefined });
const idleAt = (screen: Screen, idleMs: number) => idleAfter(patienceOf(screen), idleMs);
const basket = screenAt({ kind: 'home' });

test.each([
  [0, 'present'],
  [44_999, 'present'],
  [45_000, 'warning'],
  [64_999, 'warning'],
  [65_000, 'gone'],
] as const)('at the basket, %i ms without a touch: %s', (idleMs, kind) => {
  expect(idleAt(basket, idleMs).kind).toBe(kind);
});

test('the question stands for at least twenty seconds', () => {
  expect(WARNING_MS).toBeGreaterThanOrEqual(20_000);
  expect(idleAt(basket, 45_000)).toEqual({ kind: 'warning', leftMs: WARNING_MS });
});

test('who only looks at the card picture is not asked, the screen just goes back', () => {
  const identify = screenAt({ kind: 'identify' }, attractView());
  expect(idleAt(identify, 19_999).kind).toBe('present');
  expect(idleAt(identify, 20_000).kind).toBe('gone');
});

test('a screen without a connection never forgets anything', () => {
  expect(idleAt({ kind: 'offline', isRefused: false }, 10_000_000).kind).toBe('present');
});
