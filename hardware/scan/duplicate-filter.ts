/**
 * Whether a value is the echo of one that came a moment ago: on for pairing codes, off where each scan counts one more unit.
 * Source: docs/facts/barcodes.md#duplicates.
 */
export function duplicateFilter(windowMs = 700): (text: string, atMs: number) => boolean {
  let last = '';
  let lastAtMs = -Infinity;
  return (text, atMs) => {
    const isEcho = text === last && atMs - lastAtMs < windowMs;
    last = text;
    lastAtMs = atMs;
    return isEcho;
  };
}
