/** Draws numbers in [0, 1); the same start gives the same numbers for ever. */
export type Random = () => number;

/**
 * The generator xoshiro128** over the whole 128 bits that the shell drew for an event: for the secrets of codes. The numbers
 * are only as unguessable as the entropy; nobody sees more of the stream than the codes of one event.
 * @param entropy 32 hexadecimal digits
 * Source: Blackman and Vigna, prng.di.unimi.it.
 */
export function secretRandom(entropy: string): Random {
  let [a, b, c, d] = [0, 8, 16, 24].map(
    (start) => Number.parseInt(entropy.slice(start, start + 8), 16) >>> 0,
  ) as [number, number, number, number];
  // All zeros is the one state that the generator never leaves.
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
