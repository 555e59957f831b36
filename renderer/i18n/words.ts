import type { Language } from '../../contracts/language.ts';
import type { Nickname } from '../../contracts/nickname.ts';
import { en } from './en.ts';
import type { Messages } from './messages.ts';
import { zhHans } from './zh-hans.ts';
import { zhHant } from './zh-hant.ts';

/** One row for each language, in the order in which the screens offer them. */
const MESSAGES: Readonly<Record<Language, Messages>> = {
  'zh-Hans': zhHans,
  'zh-Hant': zhHant,
  en,
};

export const SCREEN_LANGUAGES = Object.keys(MESSAGES) as readonly Language[];

/** The texts of a language. */
export function messagesIn(language: Language): Messages {
  return MESSAGES[language];
}

/** A nickname in full, as slips show it: what a partner looks for. */
export function fullNickname(who: Nickname, t: Messages): string {
  const { names } = t.words;
  return names.nameOf(names.colours[who.colour], names.fruits[who.fruit], who.number);
}

/** The shortest names that still tell the given people apart: the fruit alone, or in full where two are the same fruit. */
export function shortNicknames(people: readonly Nickname[], t: Messages): readonly string[] {
  return people.map((who, index) =>
    people.some((other, otherIndex) => otherIndex !== index && other.fruit === who.fruit)
      ? fullNickname(who, t)
      : t.words.names.fruits[who.fruit],
  );
}
