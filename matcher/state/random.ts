/** Draws numbers in [0, 1). The same seed always gives the same numbers. */
export type Random = () => number;

/**
 * The generator xoshiro128**, for the secrets of codes, seeded with the 128 random bits that the shell drew for an event. The numbers
 * are as hard to guess as these bits; nobody sees more of the sequence than the codes of one event.
 * @param entropy 32 hexadecimal digits
 * Source: Blackman and Vigna, prng.di.unimi.it.
 */
export function secretRandom(entropy: string): Random {
  let [a, b, c, d] = [0, 8, 16, 24].map(
    (start) => Number.parseInt(entropy.slice(start, start + 8), 16) >>> 0,
  ) as [number, number, number, number];
  // The state of all zeros is the only one that the generator never leaves.
  if ((a | b | c | d) === 0) d = 1;
  return () => {
    const scrambled = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return scrambled / 0x1_0000_0000;
  };
}

function rotateLeft(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}
