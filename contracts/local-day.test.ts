import { expect, test } from 'vitest';
import { localDay } from './local-day.ts';

test.each([
  ['Asia/Shanghai', '2026-11-29T15:59:59.999Z', '2026-11-29'],
  ['Asia/Shanghai', '2026-11-29T16:00:00.000Z', '2026-11-30'],
  ['America/New_York', '2026-11-30T04:59:59.999Z', '2026-11-29'],
  ['America/New_York', '2026-11-30T05:00:00.000Z', '2026-11-30'],
  // The clock goes back at 06:00 UTC on this day: midnight of the next one is an hour later in UTC than the day before.
  ['America/New_York', '2026-11-01T04:00:00.000Z', '2026-11-01'],
  ['America/New_York', '2026-11-02T04:59:59.999Z', '2026-11-01'],
  ['UTC', '2026-01-01T00:00:00.000Z', '2026-01-01'],
])('in %s it is at %s the day %s', (zone, at, day) => {
  expect(localDay(Date.parse(at), zone)).toBe(day);
});
