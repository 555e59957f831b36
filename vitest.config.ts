import { defineConfig } from 'vitest/config';

const EXCLUDED = ['node_modules/**', '.build/**', '.pindan/**'];
/** Tests that run whole processes, browsers or stopwatches: one file at a time and after the others, because beside them they would
 *  measure the machine. */
const WHOLE = ['test/{journeys,faults,kiosk}/**/*.test.ts'];

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
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
