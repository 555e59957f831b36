import type { Phrase } from '../../contracts/channel.ts';
import type { FRUITS } from '../../contracts/nickname.ts';
import type { NicknameWords } from '../../contracts/nickname-words.ts';
import type { KioskReply, KioskView, VisitView } from '../../contracts/socket.ts';

export type Fruit = (typeof FRUITS)[number];
/** A set of keys for first letters. */
export type KeySet = 'letters' | 'zhuyin' | 'digits';
type Refusal = Extract<KioskReply, { kind: 'refused' }>['reason'];

/**
 * Every text of the screens. A language is one object of this type, so a missing text is a compile error in that language's file.
 * Money, times and nicknames come in already formatted. Texts are for people in a shop who have never seen this screen.
 */
export interface Messages {
  /** The language itself, in its own words. */
  readonly language: {
    /** What a person who cannot read this screen finds it by. */
    readonly shortName: string;
    readonly name: string;
    /** The fonts of its script, as CSS lists them. */
    readonly typeface: string;
    /** What first letters are typed with; the first set is shown first. */
    readonly keySets: readonly [KeySet, ...KeySet[]];
  };
  readonly words: {
    readonly names: NicknameWords;
    readonly you: string;
    readonly and: (names: readonly string[]) => string;
    readonly others: (count: number) => string;
    readonly pieces: (count: number) => string;
  };
  readonly bar: {
    readonly languages: string;
    readonly settings: string;
    readonly end: string;
    readonly back: string;
    readonly largeType: string;
    readonly up: string;
    readonly down: string;
    readonly lower: string;
  };
  readonly attract: {
    readonly title: string;
    readonly line: string;
    readonly start: string;
    readonly orScan: string;
    readonly promotions: string;
    readonly noPromotions: string;
    readonly called: string;
    readonly calledLine: string;
  };
  readonly identify: {
    readonly title: string;
    readonly line: string;
    readonly privacy: string;
    readonly guest: string;
    readonly typeCard: string;
    readonly haveNumber: string;
  };
  readonly keypad: {
    readonly card: string;
    readonly waitNumber: string;
    readonly ok: string;
    readonly erase: string;
    readonly empty: string;
  };
  readonly basket: {
    readonly hello: (nickname: string) => string;
    readonly emptyTitle: string;
    readonly emptyLine: string;
    readonly away: (missing: string) => string;
    readonly andSave: (saving: string) => string;
    readonly reached: (saving: string) => string;
    readonly total: string;
    readonly suggestionsFound: (count: number) => string;
    readonly seeSuggestions: (count: number) => string;
    readonly items: (count: number) => string;
    readonly add: string;
    readonly requirements: string;
    readonly leaveWithNumber: string;
    readonly fits: (minutes: number) => string;
    readonly none: Readonly<Record<NonNullable<VisitView['none']>, string>>;
    readonly looking: string;
  };
  readonly items: {
    readonly title: string;
    readonly empty: string;
    readonly less: (name: string) => string;
    readonly more: (name: string) => string;
    readonly unknown: string;
    readonly planned: string;
    readonly rungUp: string;
    readonly predicted: string;
  };
  readonly add: {
    readonly title: string;
    readonly usual: string;
    readonly hint: string;
    readonly found: (count: number) => string;
    readonly nothing: string;
    readonly added: (name: string) => string;
    readonly letters: string;
    readonly digits: string;
    readonly zhuyin: string;
  };
  readonly suggestions: {
    readonly title: string;
    readonly best: string;
    readonly eachSaves: string;
    readonly youSave: string;
    readonly sentence: (parts: string, reach: string) => string;
    readonly reach: (threshold: string, discount: string) => string;
    readonly off: (title: string, discount: string) => string;
  };
  readonly detail: {
    readonly alone: string;
    readonly pooled: string;
    readonly saved: string;
    readonly stepAccept: (names: string) => string;
    readonly stepMeet: (place: string) => string;
    readonly stepPay: (money: string) => string;
    readonly left: (time: string) => string;
    readonly accept: string;
    readonly decline: string;
    readonly preview: string;
    readonly noRisk: string;
    readonly howShared: string;
    readonly fairShare: string;
    readonly adjusted: string;
    readonly groupSaves: string;
  };
  readonly slip: {
    readonly title: string;
    readonly line: string;
    readonly picture: string;
    readonly loading: string;
    readonly close: string;
  };
  readonly waiting: {
    readonly title: (names: string) => string;
    readonly line: string;
    readonly accepted: string;
    readonly open: string;
    readonly missing: (count: number) => string;
    readonly takeBack: string;
    readonly leaveWithNumber: string;
  };
  readonly matched: {
    readonly title: (place: string) => string;
    readonly until: (time: string) => string;
    readonly left: (time: string) => string;
    readonly meet: (names: string) => string;
    readonly stepFind: (names: string) => string;
    readonly stepTill: (total: string) => string;
    readonly stepScan: string;
    readonly youPay: string;
    readonly youSave: string;
    readonly code: string;
    readonly slip: Readonly<Record<'printing' | 'printed' | 'paper' | 'none', string>>;
    readonly message: string;
    readonly noMessages: string;
    readonly cancel: string;
    readonly done: string;
    readonly says: (name: string, phrase: string) => string;
  };
  readonly phrases: {
    readonly title: (names: string) => string;
    readonly texts: Readonly<Record<Phrase, string>>;
  };
  readonly confirmCancel: {
    readonly title: string;
    readonly line: string;
    readonly yes: string;
    readonly no: string;
  };
  readonly waitSlip: {
    readonly title: string;
    readonly line: string;
    readonly done: string;
  };
  readonly ended: {
    readonly redeemed: string;
    readonly redeemedLine: string;
    readonly me: string;
    readonly partner: string;
    readonly expired: string;
    readonly goneLine: string;
    readonly backToBasket: string;
    readonly finish: string;
  };
  readonly requirements: {
    readonly title: string;
    readonly line: string;
    readonly people: string;
    readonly upTo: (count: number) => string;
    readonly saving: string;
    readonly anySaving: string;
    readonly atLeast: (money: string) => string;
    readonly place: string;
    readonly anyPlace: string;
    readonly done: string;
  };
  readonly settings: {
    readonly title: string;
    readonly type: string;
    readonly normal: string;
    readonly large: string;
    readonly contrast: string;
    readonly high: string;
    readonly reach: string;
    readonly low: string;
    readonly motion: string;
    readonly on: string;
    readonly off: string;
    readonly reset: string;
  };
  readonly timeout: {
    readonly title: string;
    readonly line: (seconds: number) => string;
    readonly here: string;
  };
  readonly offline: {
    readonly title: string;
    readonly line: string;
    readonly staff: string;
    readonly refused: string;
  };
  readonly notice: {
    readonly suggestionGone: string;
    readonly scanned: (name: string) => string;
    readonly notInCatalogue: string;
    readonly invalid: string;
    readonly card: string;
    readonly notForPooling: string;
    readonly lost: string;
  };
  readonly refused: Readonly<Record<Refusal, string>>;
  readonly banners: Readonly<Record<KioskView['banners'][number], string>>;
}
