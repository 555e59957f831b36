/** How a frame proves that it is whole. */
export type Checksum = 'none' | 'xor' | 'sum16' | 'crc16';

/** So many bytes it has. */
export const CHECKSUM_BYTES: Readonly<Record<Checksum, number>> = {
  none: 0,
  xor: 1,
  sum16: 2,
  crc16: 2,
};

export function xorOf(bytes: Uint8Array): number {
  let xor = 0;
  for (const byte of bytes) xor ^= byte;
  return xor;
}

/** The sum of the bytes, 16 bits. */
export function byteSum(bytes: Uint8Array | readonly number[]): number {
  let sum = 0;
  for (const byte of bytes) sum += byte;
  return sum & 0xffff;
}

/** CRC-16, polynomial x^16 + x^12 + x^5 + 1 reflected, start 0: what ZVT takes over an APDU and ETX. */
export function crc16(bytes: Uint8Array | readonly number[]): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 0 ? crc >> 1 : (crc >> 1) ^ 0x8408;
  }
  return crc;
}

/** Whether the bytes after a frame are its checksum: `sum16` has the high byte first, `crc16` the low one. */
export function checksumAgrees(
  kind: Checksum,
  bytes: Uint8Array,
  [first = -1, second = -1]: Iterable<number>,
): boolean {
  switch (kind) {
    case 'none':
      return true;
    case 'xor':
      return xorOf(bytes) === first;
    case 'sum16':
      return byteSum(bytes) === first * 256 + second;
    case 'crc16':
      return crc16(bytes) === second * 256 + first;
  }
}
