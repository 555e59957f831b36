import { z } from 'zod';
import { NonNegativeMinor } from './money.ts';

const MAX_MINOR = 100_000_000_000;
const MAX_COUNT = 1_000_000;

/** Minor units of a promotion: a whole number, 0 or more. */
export const Minor = NonNegativeMinor.max(MAX_MINOR, { error: `at most ${MAX_MINOR}` });
export const Count = z
  .number({ error: 'a whole number, 1 or more' })
  .int({ error: 'a whole number' })
  .min(1, { error: 'a whole number, 1 or more' })
  .max(MAX_COUNT, { error: `at most ${MAX_COUNT}` });

/** 0 to 100 with at most two decimals (docs/rules.md#pricing-2). */
export const Percent = z
  .number({ error: 'a number from 0 to 100 with at most two decimals' })
  .min(0, { error: 'a number from 0 to 100 with at most two decimals' })
  .max(100, { error: 'a number from 0 to 100 with at most two decimals' })
  .refine((percent) => Math.abs(percent * 100 - Math.round(percent * 100)) < 1e-6, {
    error: 'a number from 0 to 100 with at most two decimals',
  });
