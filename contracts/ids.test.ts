import { expect, test } from 'vitest';
import { Ulid, ulid, VenueId } from './ids.ts';

test('a ULID sorts by its time and is made of what it is given', () => {
  const early = ulid(1_790_000_000_000, () => 0.5);
  const late = ulid(1_790_000_000_001, () => 0.1);
  expect(Ulid.safeParse(early).success).toBe(true);
  expect(early < late).toBe(true);
  expect(ulid(1_790_000_000_000, () => 0.5)).toBe(early);
});

test('the time of a ULID follows the specification', () => {
  expect(ulid(1_469_918_176_385, () => 0).slice(0, 10)).toBe('01ARYZ6S41'); // the vector in the ULID README
});

test.each(['a/b', 'a+b', '#', '', 'a b', '-a'])('%j cannot name a venue', (name) => {
  expect(VenueId.safeParse(name).success).toBe(false);
});
