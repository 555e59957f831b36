import { describe, expect, test } from 'vitest';
import type { When } from '../../contracts/promotion-when.ts';
import { compileWindow, isOpen, wallClock } from './window.ts';

function open(when: When, at: string, timeZone = 'Asia/Shanghai'): boolean {
  return isOpen(compileWindow(when, timeZone), wallClock(Date.parse(at), timeZone));
}

describe('when a promotion runs', () => {
  test('from is inclusive and until exclusive, on the wall clock of the shop', () => {
    const when: When = { from: '2026-11-11T00:00', until: '2026-11-12' };
    expect(open(when, '2026-11-10T15:59:59.999Z')).toBe(false);
    expect(open(when, '2026-11-10T16:00:00Z')).toBe(true);
    expect(open(when, '2026-11-11T15:59:59.999Z')).toBe(true);
    expect(open(when, '2026-11-11T16:00:00Z')).toBe(false);
  });

  test('a moment with an offset is that moment in any zone', () => {
    expect(open({ from: '2026-11-11T00:00:00Z' }, '2026-11-11T07:59:00+08:00')).toBe(false);
    expect(open({ from: '2026-11-11T00:00:00Z' }, '2026-11-11T08:00:00+08:00')).toBe(true);
  });

  test('hours are [start, end)', () => {
    const when: When = { hours: ['08:00', '20:00'] };
    expect(open(when, '2026-11-11T07:59:59+08:00')).toBe(false);
    expect(open(when, '2026-11-11T08:00:00+08:00')).toBe(true);
    expect(open(when, '2026-11-11T20:00:00+08:00')).toBe(false);
  });

  test('hours past midnight belong to the day on which they began', () => {
    const monday: When = { weekdays: [1], hours: ['20:00', '02:00'] };
    expect(open(monday, '2026-11-23T21:00:00+08:00')).toBe(true); // Monday evening
    expect(open(monday, '2026-11-24T01:59:00+08:00')).toBe(true); // still Monday's
    expect(open(monday, '2026-11-24T02:00:00+08:00')).toBe(false);
    expect(open(monday, '2026-11-23T01:00:00+08:00')).toBe(false); // Sunday's
  });

  test('weekday 1 is Monday and 7 is Sunday', () => {
    expect(open({ weekdays: [7] }, '2026-11-22T12:00:00+08:00')).toBe(true);
    expect(open({ weekdays: [1] }, '2026-11-22T12:00:00+08:00')).toBe(false);
    expect(open({ weekdays: [7] }, '2026-11-22T16:00:00Z')).toBe(false); // Monday in Shanghai
  });

  test('hours that begin when they end never open, 24:00 ends the day', () => {
    expect(open({ hours: ['08:00', '08:00'] }, '2026-11-11T08:00:00+08:00')).toBe(false);
    expect(open({ hours: ['22:00', '24:00'] }, '2026-11-11T23:59:00+08:00')).toBe(true);
  });

  test('a zone with summer time: the wall clock counts on both sides of the change', () => {
    const when: When = { from: '2026-03-29T08:00', hours: ['08:00', '09:00'] };
    expect(open(when, '2026-03-29T06:59:00Z', 'Europe/London')).toBe(false);
    expect(open(when, '2026-03-29T07:00:00Z', 'Europe/London')).toBe(true); // 08:00 BST
    expect(open(when, '2026-12-01T08:00:00Z', 'Europe/London')).toBe(true); // 08:00 GMT
  });
});
