import { expect, test } from 'vitest';
import { centralClock } from './central-clock.ts';

const HOUR_MS = 3_600_000;

test.each<[string, readonly number[], number]>([
  ['nothing was heard yet', [], 0],
  ['heartbeats that come a little late', [-20, -15_000, -3], 0],
  ['a box that is an hour behind', [HOUR_MS - 40, HOUR_MS - 5], HOUR_MS - 5],
  [
    'a box that is an hour ahead, and a heartbeat that the broker had kept',
    [-HOUR_MS - 15_000, -HOUR_MS - 7],
    -HOUR_MS - 7,
  ],
  ['a clock that was set right meanwhile', [HOUR_MS, -1, -2, -3, -4], 0],
])('%s', (_, differences, offsetMs) => {
  const clock = centralClock();
  for (const difference of differences) clock.heard(1_000_000_000 + difference, 1_000_000_000);
  expect(clock.offsetMs).toBe(offsetMs);
});
