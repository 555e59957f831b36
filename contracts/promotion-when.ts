import { z } from 'zod';

const ISO_MOMENT =
  /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/;

function isMoment(text: string): boolean {
  const parts = ISO_MOMENT.exec(text);
  if (parts === null) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const [hour, minute, second] = [
    Number(parts[4] ?? 0),
    Number(parts[5] ?? 0),
    Number(parts[6] ?? 0),
  ];
  return (
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= lastDay &&
    hour < 24 &&
    minute < 60 &&
    second < 60
  );
}

/**
 * A moment: `2026-11-30`, `2026-11-30T08:00`, `2026-11-30T08:00:00+08:00` or `…Z`. Without an offset it is in the file's
 * `timeZone`; a date alone is its first moment (docs/rules.md#pricing-16).
 */
const Moment = z.string().refine(isMoment, {
  error:
    'a date or a moment such as "2026-11-30", "2026-11-30T08:00" or "2026-11-30T08:00:00+08:00"',
});

const HourStart = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, {
  error: 'a time from "00:00" to "23:59"',
});
const HourEnd = z.string().regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, {
  error: 'a time from "00:00" to "24:00"',
});

/**
 * When a promotion runs: `from` inclusive, `until` exclusive, weekday 1 is Monday, `hours` [start, end) may pass midnight and
 * then belong to the day on which they began (docs/rules.md#pricing-15, docs/rules.md#pricing-16).
 */
export const When = z.strictObject({
  from: Moment.optional().describe(
    'Inclusive. A date alone is its first moment; without an offset it is in the file’s time zone.',
  ),
  until: Moment.optional().describe('Exclusive.'),
  weekdays: z
    .array(
      z
        .number({ error: 'a weekday from 1 (Monday) to 7 (Sunday)' })
        .int({ error: 'a weekday from 1 (Monday) to 7 (Sunday)' })
        .min(1, { error: 'a weekday from 1 (Monday) to 7 (Sunday)' })
        .max(7, { error: 'a weekday from 1 (Monday) to 7 (Sunday)' }),
    )
    .min(1, { error: 'at least one weekday, or leave weekdays out for every day' })
    .optional()
    .describe('1 is Monday.'),
  hours: z
    .tuple([HourStart, HourEnd])
    .optional()
    .describe(
      'From, inclusive, and until, exclusive; hours past midnight belong to the day on which they began.',
    ),
});
export type When = z.infer<typeof When>;
