import { expect, test } from 'vitest';
import { BoxId } from '../../contracts/ids.ts';
import type { MatcherMessage } from '../../matcher/state/message.ts';
import { Activity } from './activity.ts';
import { KIOSK, visitId } from '../testing/messages.ts';

const NOW_MS = 1_790_000_100_000;
const FORTY_MINUTES_MS = 40 * 60_000;

function visit(number: number, open: boolean): MatcherMessage {
  return {
    kind: 'visit',
    value: {
      visit: visitId(number),
      terminal: KIOSK,
      device: BoxId.parse('box-1'),
      open,
      usual: [],
      rungUp: [],
    },
  };
}

test('the venue is quiet once nothing has happened for more than forty minutes', () => {
  const activity = new Activity();
  activity.happened(NOW_MS);
  expect(activity.isQuiet(NOW_MS + FORTY_MINUTES_MS)).toBe(false);
  expect(activity.isQuiet(NOW_MS + FORTY_MINUTES_MS + 1)).toBe(true);
});

test('while a visit is open the venue is never quiet, and its end is something that happens', () => {
  const activity = new Activity();
  activity.follow(visit(1, true), NOW_MS);
  expect(activity.isQuiet(NOW_MS + 10 * FORTY_MINUTES_MS)).toBe(false);
  expect([activity.openVisits, activity.isOpen(visitId(1))]).toEqual([1, true]);
  const endMs = NOW_MS + 10 * FORTY_MINUTES_MS;
  activity.follow(visit(1, false), endMs);
  expect(activity.openVisits).toBe(0);
  expect(activity.isQuiet(endMs + FORTY_MINUTES_MS)).toBe(false);
  expect(activity.isQuiet(endMs + FORTY_MINUTES_MS + 1)).toBe(true);
});

test('the end of a visit that nobody knew changes nothing', () => {
  const activity = new Activity();
  activity.follow(visit(1, false), NOW_MS);
  expect(activity.isQuiet(FORTY_MINUTES_MS + 1)).toBe(true);
});
