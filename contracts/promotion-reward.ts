import { z } from 'zod';
import { Minor, Percent } from './promotion-quantities.ts';

export const OffMinor = z.strictObject({ offMinor: Minor });
export const PercentOff = z.strictObject({ percentOff: Percent });
export const UnitOff = z.strictObject({ unitOffMinor: Minor });
export const UnitPrice = z.strictObject({ unitPriceMinor: Minor });
export const SetPrice = z.strictObject({ priceMinor: Minor });

const WORDS = {
  offMinor: '{ "offMinor": minor units }',
  percentOff: '{ "percentOff": 0 to 100, at most two decimals }',
  unitOffMinor: '{ "unitOffMinor": minor units }',
  unitPriceMinor: '{ "unitPriceMinor": minor units }',
  priceMinor: '{ "priceMinor": minor units }',
} as const;

/** What is expected where a reward is none of these. */
export function oneOf(...rewards: readonly (keyof typeof WORDS)[]): { readonly error: string } {
  const words = rewards.map((reward) => WORDS[reward]);
  return {
    error: words.length === 1 ? `${words[0]}` : `exactly one of ${words.join(' or ')}`,
  };
}

/** A discount of so many percent; 100 is free. */
export const PercentReward = z.strictObject({ percentOff: Percent }, oneOf('percentOff'));
export type PercentReward = z.infer<typeof PercentReward>;
