import { expect, test } from 'vitest';
import type { CentralPresence } from '../../contracts/presence.ts';
import { CentralWatch } from './central-watch.ts';

const NOW_MS = 1_700_000_000_000;

function presence(more: Partial<CentralPresence> = {}): CentralPresence {
  return { state: 'online', boot: 4, epoch: 4, ts: NOW_MS, version: 'test', ...more };
}

test('central that was never heard is not there', () => {
  expect(new CentralWatch().isAlive(NOW_MS)).toBe(false);
});

test('central counts as gone 45 seconds after its last heartbeat', () => {
  const watch = new CentralWatch();
  watch.hear(presence(), NOW_MS);
  expect(watch.isAlive(NOW_MS + 44_999)).toBe(true);
  expect(watch.isAlive(NOW_MS + 45_000)).toBe(false);
  watch.hear(presence(), NOW_MS + 45_000);
  expect(watch.isAlive(NOW_MS + 45_000)).toBe(true);
});

test('central that says goodbye is gone at once', () => {
  const watch = new CentralWatch();
  watch.hear(presence(), NOW_MS);
  expect(watch.hear(presence({ state: 'offline' }), NOW_MS)).toBe('same');
  expect(watch.isAlive(NOW_MS)).toBe(false);
});

test.each([
  ['the first central', undefined, presence(), 'same'],
  ['another heartbeat', presence(), presence(), 'same'],
  ['a later start', presence(), presence({ boot: 5, epoch: 5 }), 'anew'],
  ['the same start under a new lease', presence(), presence({ epoch: 5 }), 'anew'],
  ['the goodbye of a later start', presence(), presence({ boot: 5, state: 'offline' }), 'same'],
  ['a late will of an earlier start', presence(), presence({ boot: 3, state: 'offline' }), 'old'],
] as const)('%s is heard for what it is', (_, before, came, heard) => {
  const watch = new CentralWatch();
  if (before !== undefined) watch.hear(before, NOW_MS);
  expect(watch.hear(came, NOW_MS)).toBe(heard);
  expect(watch.last?.presence).toBe(heard === 'old' ? before : came);
});

test('an owner whose lease was taken over is replaced; the owner itself and one that says no epoch are not', () => {
  const watch = new CentralWatch();
  expect(watch.isReplaced(0)).toBe(false);
  watch.hear(presence(), NOW_MS);
  expect([3, 4, undefined].map((epoch) => watch.isReplaced(epoch))).toEqual([true, false, false]);
});

test('a clock that differs from central’s by an hour is set right, by a goodbye it is not', () => {
  const watch = new CentralWatch();
  watch.hear(presence({ state: 'offline', ts: NOW_MS + 7_200_000 }), NOW_MS);
  expect(watch.clockOffsetMs).toBe(0);
  watch.hear(presence({ ts: NOW_MS + 3_600_000 }), NOW_MS);
  expect(watch.clockOffsetMs).toBe(3_600_000);
});
