import type { SuggestionForMember } from '../../contracts/suggestion.ts';
import { shortNicknames } from '../i18n/words.ts';
import type { Words } from './context.ts';

/** What a suggestion says, in the reader's words. */
export interface SuggestionWords {
  /** The others, short: "Orange and Lemon". */
  readonly names: string;
  /** "You ¥120 + Orange ¥90". */
  readonly parts: string;
  /** "reach ¥200: ¥50 off". */
  readonly reach: string;
  /** "each of you saves" where everybody saves the same, else "you save". */
  readonly savesLabel: string;
  readonly saves: string;
}

/** With more partners than this their amounts are told as one sum, or nobody reads the line to its end. */
const TOLD_APART = 2;

/** Puts a suggestion into the sentence "you 120 + Orange 90 reach 200: each of you saves 25". Pure. */
export function suggestionWords(
  suggestion: SuggestionForMember,
  words: Pick<Words, 't' | 'money' | 'text'>,
): SuggestionWords {
  const { t, money, text } = words;
  const partners = suggestion.members.filter((member) => !member.mine);
  const mine = suggestion.members.find((member) => member.mine)?.contributesMinor ?? 0;
  const names = shortNicknames(
    partners.map((member) => member.nickname),
    t,
  );
  const others =
    partners.length > TOLD_APART
      ? [
          `${t.words.others(partners.length)} ${money.short(
            partners.reduce((sum, member) => sum + member.contributesMinor, 0),
          )}`,
        ]
      : partners.map(
          (member, index) => `${names[index] ?? ''} ${money.short(member.contributesMinor)}`,
        );
  const reason = suggestion.reasons[0];
  const discount = money.short(reason?.discountMinor ?? suggestion.groupSavesMinor);
  const threshold =
    reason?.thresholdMinor !== undefined
      ? money.short(reason.thresholdMinor)
      : reason?.thresholdQuantity !== undefined
        ? t.words.pieces(reason.thresholdQuantity)
        : undefined;
  const title = reason === undefined ? '' : text(reason.title);
  const count = suggestion.members.length;
  // Whole minor units cannot always be split evenly: a unit more or less is still "each".
  const isEven = Math.abs(suggestion.groupSavesMinor - suggestion.savesMinor * count) < count;
  return {
    names: t.words.and(names),
    parts: [`${t.words.you} ${money.short(mine)}`, ...others].join(' + '),
    reach:
      threshold === undefined
        ? t.suggestions.off(title, discount)
        : t.suggestions.reach(threshold, discount),
    savesLabel: isEven ? t.suggestions.eachSaves : t.suggestions.youSave,
    saves: money.short(suggestion.savesMinor),
  };
}
