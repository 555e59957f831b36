import { instantMs, utcMs } from '../../contracts/instant.ts';
import type { CompiledWindow } from '../model/compiled.ts';
import type { When } from '../../contracts/promotion-when.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** A moment on the venue's wall clock. */
export interface WallClock {
  readonly atMs: number;
  /** 0 is Monday. */
  readonly weekday: number;
  readonly minute: number;
}

const ALL_DAYS = 0b1111111;

export function compileWindow(when: When, timeZone: string): CompiledWindow {
  let weekdays = when.weekdays === undefined ? ALL_DAYS : 0;
  for (const day of when.weekdays ?? []) weekdays |= 1 << (day - 1);
  return {
    fromMs: when.from === undefined ? -Infinity : momentMs(when.from, timeZone),
    untilMs: when.until === undefined ? Infinity : momentMs(when.until, timeZone),
    weekdays,
    startMinute: when.hours === undefined ? 0 : minuteOf(when.hours[0]),
    endMinute: when.hours === undefined ? DAY_MINUTES : minuteOf(when.hours[1]),
  };
}

/**
 * Whether the promotion runs: `from` inclusive, `until` exclusive, hours [start, end). Hours past midnight belong to the day on
 * which they began (docs/rules.md#pricing-15, docs/rules.md#pricing-16), so 01:00 on Tuesday in ["20:00", "02:00"] is still
 * Monday.
 */
export function isOpen(window: CompiledWindow, clock: WallClock): boolean {
  if (clock.atMs < window.fromMs || clock.atMs >= window.untilMs) return false;
  const { startMinute, endMinute } = window;
  const today = (window.weekdays & (1 << clock.weekday)) !== 0;
  if (startMinute < endMinute) {
    return today && clock.minute >= startMinute && clock.minute < endMinute;
  }
  if (startMinute === endMinute) return false;
  const yesterday = (window.weekdays & (1 << ((clock.weekday + 6) % 7))) !== 0;
  return clock.minute >= startMinute ? today : clock.minute < endMinute && yesterday;
}

/** What the clock on the wall shows at that moment. */
export function wallClock(atMs: number, timeZone: string): WallClock {
  const localMs = atMs + offsetMs(atMs, timeZone);
  const days = Math.floor(localMs / (DAY_MINUTES * MINUTE_MS));
  return {
    atMs,
    weekday: (((days + 3) % 7) + 7) % 7,
    minute: Math.floor(localMs / MINUTE_MS) - days * DAY_MINUTES,
  };
}

function minuteOf(hours: string): number {
  return Number(hours.slice(0, 2)) * 60 + Number(hours.slice(3, 5));
}

/** A moment of a promotions file; without an offset it is on the wall clock of the zone. A wall time that the clock skips or
 *  shows twice is taken with the offset before the change. */
function momentMs(text: string, timeZone: string): number {
  if (/(?:Z|[+-]\d{2}:\d{2})$/.test(text)) return instantMs(text);
  const wallMs = instantMs(`${text.length === 10 ? `${text}T00:00` : text}Z`);
  const earlier = offsetMs(wallMs - DAY_MINUTES * MINUTE_MS, timeZone);
  const candidate = wallMs - earlier;
  if (offsetMs(candidate, timeZone) === earlier) return candidate;
  const later = offsetMs(wallMs + DAY_MINUTES * MINUTE_MS, timeZone);
  return offsetMs(wallMs - later, timeZone) === later ? wallMs - later : candidate;
}

const QUARTER_MS = 15 * MINUTE_MS;
const REMEMBERED_OFFSETS = 4096;
const offsets = new Map<string, number>();
const formats = new Map<string, Intl.DateTimeFormat>();

/** How far the zone's wall clock is ahead of UTC. Offsets change at quarters of an hour only, so they are remembered by
 *  quarter: asking the runtime costs microseconds. */
function offsetMs(atMs: number, timeZone: string): number {
  if (timeZone === 'UTC') return 0;
  const quarter = Math.floor(atMs / QUARTER_MS);
  const key = `${timeZone} ${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      era: 'short',
    });
    formats.set(timeZone, format);
  }
  const startMs = quarter * QUARTER_MS;
  const parts = new Map<string, string>();
  for (const part of format.formatToParts(startMs)) parts.set(part.type, part.value);
  const number = (type: string): number => Number(parts.get(type));
  const wallMs = utcMs(
    number('year'),
    number('month'),
    number('day'),
    number('hour'),
    number('minute'),
    number('second'),
  );
  const offset = wallMs - startMs;
  if (offsets.size >= REMEMBERED_OFFSETS) offsets.clear();
  offsets.set(key, offset);
  return offset;
}
