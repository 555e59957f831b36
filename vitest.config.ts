import { randomInt } from 'node:crypto';
import { defineConfig } from 'vitest/config';

const EXCLUDED = ['node_modules/**', '.build/**', '.pindan/**'];
/** Tests that run whole processes, browsers or stopwatches: one file at a time and after the others, because beside them they would
 *  measure the machine. */
const WHOLE = ['test/{journeys,faults,kiosk}/**/*.test.ts'];

/**
 * What tests draw from, property tests included. The same cases come at every run, so that a change is judged by what it changed.
 * PINDAN_SEED=random draws others; PINDAN_SEED=NUMBER repeats a run, and a test that fails names its number.
 */
function seedOfRun(given: string | undefined): number {
  if (given === undefined) return 20_261_122;
  if (given === 'random') return randomInt(2 ** 31);
  if (!/^\d{1,10}$/.test(given))
    throw new Error(`PINDAN_SEED is "random" or a number, not ${given}`);
  return Number(given);
}
const provide = { seed: seedOfRun(process.env['PINDAN_SEED']) };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'rooms',
          include: ['**/*.test.ts', '**/*.test.tsx'],
          exclude: [...EXCLUDED, ...WHOLE],
          testTimeout: 30_000,
          setupFiles: ['test/seed.ts'],
          provide,
          // A machine under load may keep a test waiting; what never happens is still told.
          expect: { poll: { timeout: 15_000 } },
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'house',
          include: WHOLE,
          exclude: EXCLUDED,
          testTimeout: 60_000,
          setupFiles: ['test/seed.ts'],
          provide,
          expect: { poll: { timeout: 15_000 } },
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
