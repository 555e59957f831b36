import { expect, test } from 'vitest';
import { type Box, neighbour } from './focus.ts';

/** A keypad: three columns, rows 100 apart. */
const keypad: readonly Box[] = Array.from({ length: 9 }, (_, index) => ({
  left: (index % 3) * 100,
  top: Math.floor(index / 3) * 100,
  width: 88,
  height: 88,
}));

test.each([
  [4, 'up', 1],
  [4, 'down', 7],
  [4, 'left', 3],
  [4, 'right', 5],
  [0, 'up', undefined],
  [0, 'left', undefined],
  [8, 'right', undefined],
] as const)('from key %i the arrow %s goes to %s', (from, direction, to) => {
  const box = keypad[from];
  if (box === undefined) throw new Error('no such key');
  expect(neighbour(box, keypad, direction)).toBe(to);
});

test('a wide button below is reached from every column', () => {
  const wide: Box = { left: 0, top: 300, width: 288, height: 88 };
  for (const from of keypad.slice(6)) expect(neighbour(from, [wide], 'down')).toBe(0);
});
