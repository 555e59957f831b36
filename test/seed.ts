import { relative } from 'node:path';
import fc from 'fast-check';
import { beforeEach, expect, inject } from 'vitest';
import { beginDraws } from '../contracts/testing/draw.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** What everything in this run is drawn from; see vitest.config.ts. */
    seed: number;
  }
}

const seed = inject('seed');

/** The test by its file and name, the same on every machine. */
function nameOfTest(): string {
  const { testPath = '', currentTestName = '' } = expect.getState();
  return `${relative(import.meta.dirname, testPath)} ${currentTestName}`;
}

fc.configureGlobal({ seed });
// What a file draws while it is loaded.
beginDraws(seed, nameOfTest());

beforeEach(({ onTestFailed }) => {
  beginDraws(seed, nameOfTest());
  onTestFailed(() => {
    process.stderr.write(`drawn from PINDAN_SEED=${seed}, which draws the same again\n`);
  });
});
