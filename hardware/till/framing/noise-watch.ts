import type { Frame } from './frame.ts';

/** So many bytes without a frame are no accident. */
const NOISY_BYTES = 256;

/** Names noise once: bytes that belong to no frame of a protocol, until the next good frame. */
export function noiseWatch(): {
  readonly heard: (atMs: number) => readonly Frame[];
  readonly ended: () => void;
} {
  let bytes = 0;
  return {
    heard: (atMs) => {
      bytes += 1;
      if (bytes !== NOISY_BYTES) return [];
      const reason = 'nothing but noise: check baud rate, parity and dialect';
      return [{ kind: 'damaged', reason, atMs }];
    },
    ended: () => {
      bytes = 0;
    },
  };
}
