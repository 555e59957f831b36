import { seededRandom } from '../seeded-random.ts';

let stream: (() => number) | undefined;

/**
 * Begins the draws of one test. test/seed.ts calls it before each test, so that a test draws the same numbers whether it runs alone
 * or among others.
 */
export function beginDraws(seed: number, testName: string): void {
  stream = seededRandom(seed ^ hashOf(testName));
}

/** A number in [0, 1) for the test that runs, in place of `Math.random`: the seed of the run repeats it. */
export function draw(): number {
  if (stream === undefined) {
    throw new Error('nothing was seeded: draw() is for tests, where test/seed.ts begins the draws');
  }
  return stream();
}

/** 32 bits of a text. Algorithm: FNV-1a over UTF-16 units. */
function hashOf(text: string): number {
  let hash = 0x81_1c_9d_c5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01_00_01_93);
  }
  return hash >>> 0;
}
