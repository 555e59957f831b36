import type { COLOURS, FRUITS } from './nickname.ts';

/** What nicknames are called in one language, on screens and on slips alike: people look for each other by these words. */
export interface NicknameWords {
  readonly colours: Readonly<Record<(typeof COLOURS)[number], string>>;
  readonly fruits: Readonly<Record<(typeof FRUITS)[number], string>>;
  readonly nameOf: (colour: string, fruit: string, number: number) => string;
}
