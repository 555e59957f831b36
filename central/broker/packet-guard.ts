/** What a guard has found in the bytes so far. */
export type PacketVerdict =
  | { readonly kind: 'fine' }
  | { readonly kind: 'too-large'; readonly bytes: number };

/**
 * Watches a client's byte stream for MQTT control packets longer than `limitBytes`, before the broker's parser collects them in
 * memory: the length stands in the first two to five bytes. One pass, a few numbers of state.
 * Source: MQTT 3.1.1, 2.2 (fixed header; remaining length in 7-bit groups, low group first, at most four).
 */
export function packetGuard(limitBytes: number): (chunk: Uint8Array) => PacketVerdict {
  let skipBytes = 0;
  let group = -1; // -1: the next byte is a packet's first; 0 to 3: the next byte is that group of its length
  let lengthBytes = 0;
  return (chunk) => {
    let index = 0;
    while (index < chunk.length) {
      if (skipBytes > 0) {
        const taken = Math.min(skipBytes, chunk.length - index);
        skipBytes -= taken;
        index += taken;
        continue;
      }
      const byte = chunk[index] ?? 0;
      index += 1;
      if (group === -1) {
        group = 0;
        lengthBytes = 0;
        continue;
      }
      lengthBytes += (byte & 0x7f) * 128 ** group;
      group += 1;
      if (lengthBytes > limitBytes) return { kind: 'too-large', bytes: lengthBytes };
      if ((byte & 0x80) === 0) {
        skipBytes = lengthBytes;
        group = -1;
      } else if (group === 4) return { kind: 'too-large', bytes: Number.POSITIVE_INFINITY };
    }
    return { kind: 'fine' };
  };
}
