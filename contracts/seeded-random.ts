/**
 * A stream of numbers in [0, 1) that a seed decides, so that a day or a fault can be played again. For ids and play, which need to be
 * unlike each other but not secret. Algorithm: mulberry32. Source: public domain, T. Ettinger.
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}
