import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packetGuard } from './packet-guard.ts';

const PINGREQ = Buffer.from([0xc0, 0]);

/** A control packet with so many bytes after its fixed header. */
function publish(bytes: number): Buffer {
  const header = [0x30];
  let left = bytes;
  do {
    const group = left % 128;
    left = Math.floor(left / 128);
    header.push(left > 0 ? group | 0x80 : group);
  } while (left > 0);
  return Buffer.concat([Buffer.from(header), Buffer.alloc(bytes, 0xff)]);
}

/** Splits bytes at the given places. */
function chunks(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set(cuts.map((cut) => cut % bytes.length))].toSorted((a, b) => a - b);
  return [...places, bytes.length].map((place, index) =>
    bytes.subarray(places[index - 1] ?? 0, place),
  );
}

test('packets within the limit pass however the network cuts them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(500), { maxLength: 12 }),
      fc.array(fc.nat(100_000)),
      (sizes, cuts) => {
        const guard = packetGuard(600);
        const bytes = Buffer.concat([PINGREQ, ...sizes.map(publish)]);
        for (const chunk of chunks(bytes, cuts)) expect(guard(chunk).kind).toBe('fine');
      },
    ),
  );
});

test('a packet above the limit is seen from its first bytes, before its payload has come', () => {
  const guard = packetGuard(1000);
  const large = publish(5000);
  expect(guard(publish(900)).kind).toBe('fine');
  expect(guard(large.subarray(0, 1)).kind).toBe('fine');
  expect(guard(large.subarray(1, 3)).kind).toBe('too-large');
});

test('a length that never ends is refused after its fourth byte', () => {
  const guard = packetGuard(1_000_000_000);
  expect(guard(Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff])).kind).toBe('too-large');
});
