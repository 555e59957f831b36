import { expect, test } from 'vitest';
import { OwedSlices } from './owed-slices.ts';

test('slices are owed for two events at most, and a payment beyond what is owed is forgotten', () => {
  const owed = new OwedSlices();
  const counts = [
    () => owed.owe(3),
    () => owed.owe(3),
    () => owed.owe(3),
    () => owed.pay(),
    () => owed.owe(1),
    () => owed.pay(),
    () => owed.pay(),
    () => owed.pay(),
  ].map((step) => {
    step();
    return owed.count;
  });
  expect(counts).toEqual([3, 6, 6, 5, 2, 1, 0, 0]);
});
