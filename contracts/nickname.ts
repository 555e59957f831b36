import { z } from 'zod';

/** The fruits that shoppers are called by on screens and slips; the words for them stand in nickname-words.ts. */
export const FRUITS = [
  'orange',
  'apple',
  'pear',
  'peach',
  'plum',
  'cherry',
  'grape',
  'lemon',
  'melon',
  'mango',
  'kiwi',
  'fig',
  'lychee',
  'banana',
  'berry',
  'coconut',
  'papaya',
  'guava',
  'pomelo',
  'olive',
] as const;

/** The colours of the word and the picture beside it. */
export const COLOURS = ['red', 'blue', 'green', 'yellow', 'purple', 'teal'] as const;

/** Source: docs/rules.md#nicknames. */
export const Nickname = z
  .object({
    fruit: z.enum(FRUITS),
    colour: z.enum(COLOURS),
    number: z.number().int().min(10).max(99),
  })
  .describe(
    'A rotating name for one visit: fruit, colour and a two-digit number. No name, photo, age or gender.',
  );
export type Nickname = z.infer<typeof Nickname>;

/** Draws a nickname. @param random a number in [0, 1); three calls are made */
export function nickname(random: () => number): Nickname {
  return {
    fruit: FRUITS[Math.floor(random() * FRUITS.length)] ?? 'orange',
    colour: COLOURS[Math.floor(random() * COLOURS.length)] ?? 'red',
    number: 10 + Math.floor(random() * 90),
  };
}
