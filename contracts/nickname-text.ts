import type { Language } from './language.ts';
import type { Nickname } from './nickname.ts';
import type { NicknameWords } from './nickname-words.ts';
import { EN } from './nickname-words-en.ts';
import { ZH_HANS } from './nickname-words-zh-hans.ts';
import { ZH_HANT } from './nickname-words-zh-hant.ts';

/** One row for each language. */
const WORDS: Readonly<Record<Language, NicknameWords>> = {
  en: EN,
  'zh-Hans': ZH_HANS,
  'zh-Hant': ZH_HANT,
};

export function nicknameWords(language: Language): NicknameWords {
  return WORDS[language];
}

/** A nickname in words: `Red Orange 42`, `红橙子 42`. */
export function nicknameText(nickname: Nickname, language: Language): string {
  const words = nicknameWords(language);
  return words.nameOf(
    words.colours[nickname.colour],
    words.fruits[nickname.fruit],
    nickname.number,
  );
}
