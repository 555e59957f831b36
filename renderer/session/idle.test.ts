import { expect, test } from 'vitest';
import { attractView, visitView } from '../testing/sample-view.ts';
import { idleAfter, WARNING_MS } from './idle.ts';
import { screenFor, type Place } from './screen.ts';

const screenAt = (place: Place, view = visitView()) =>
  screenFor(view, { link: 'online', isAway: false, place, waitNumber: undefined, read: undefined });
const basket = screenAt({ kind: 'home' });

test.each([
  [0, 'present'],
  [44_999, 'present'],
  [45_000, 'warning'],
  [64_999, 'warning'],
  [65_000, 'gone'],
] as const)('at the basket, %i ms without a touch: %s', (idleMs, kind) => {
  expect(idleAfter(basket, idleMs).kind).toBe(kind);
});

test('the question stands for at least twenty seconds', () => {
  expect(WARNING_MS).toBeGreaterThanOrEqual(20_000);
  expect(idleAfter(basket, 45_000)).toEqual({ kind: 'warning', leftMs: WARNING_MS });
});

test('who only looks at the card picture is not asked, the screen just goes back', () => {
  const identify = screenAt({ kind: 'identify' }, attractView());
  expect(idleAfter(identify, 19_999).kind).toBe('present');
  expect(idleAfter(identify, 20_000).kind).toBe('gone');
});

test('a screen without a connection never forgets anything', () => {
  expect(idleAfter({ kind: 'offline', isRefused: false }, 10_000_000).kind).toBe('present');
});
