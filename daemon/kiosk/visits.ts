import type { ChannelMessage, Phrase } from '../../contracts/channel.ts';
import {
  type ChannelId,
  type PairingId,
  type SuggestionId,
  type TerminalId,
  ulid,
  VisitId,
} from '../../contracts/ids.ts';
import type { Language } from '../../contracts/language.ts';
import { nickname } from '../../contracts/nickname.ts';
import type { MessageBody, UpKind } from '../../contracts/topics.ts';
import type { Requirements } from '../../contracts/visit.ts';
import { openVisitBook, type VisitBook, type VisitBookOptions } from './visit-book.ts';
import { visitNews, type VisitNews } from './visit-news.ts';
import {
  type BasketItem,
  isOver,
  isPaired,
  type LineChange,
  openedVisit,
  type VisitRecord,
  withItem,
  withMessage,
  withQuantity,
} from './visit-record.ts';

/** Source: docs/rules.md#lives-visit. */
const VISIT_MS = 90 * 60_000;
/** A shopper who walked away without a word: the screen forgets her, her visit goes on in the shop. */
const UNATTENDED_MS = 3 * 60_000;
/** How long a screen shows that a visit ended well. */
const LAST_WORD_MS = 60_000;

export interface VisitsOptions extends VisitBookOptions {
  readonly now: () => number;
  readonly random: () => number;
}

export type Changed =
  | 'done'
  | 'no-visit'
  | 'no-such-line'
  | 'no-such-number'
  | 'no-such-suggestion'
  | 'busy';

/** The visits of this box's terminals. Each change is on disk, together with the message that tells central, before it is shown. */
export interface Visits extends Pick<VisitBook, 'all' | 'at' | 'byId'>, VisitNews {
  /** Opens a visit, or goes on with the one that this card has already. Who stood there before is taken to have walked away. */
  identify(
    terminal: TerminalId,
    card: string | undefined,
    language: Language,
  ): Promise<VisitRecord>;
  comeBack(terminal: TerminalId, waitNumber: number): Promise<Changed>;
  add(terminal: TerminalId, item: BasketItem): Promise<Changed>;
  setQuantity(terminal: TerminalId, line: string, quantity: number): Promise<Changed>;
  require(terminal: TerminalId, requirements: Requirements): Promise<Changed>;
  speak(terminal: TerminalId, language: Language): Promise<Changed>;
  answer(
    terminal: TerminalId,
    suggestion: SuggestionId,
    answer: 'accept' | 'decline' | 'take-back',
  ): Promise<Changed>;
  cancelPairing(terminal: TerminalId, pairing: PairingId): Promise<Changed>;
  /** The message to send into the channel. */
  phrase(
    terminal: TerminalId,
    channel: ChannelId,
    phrase: Phrase,
  ): Promise<ChannelMessage | undefined>;
  /** She leaves with a number that is called when somebody fits. */
  wait(terminal: TerminalId): Promise<VisitRecord | undefined>;
  leave(terminal: TerminalId): Promise<Changed>;
  /** Ends what is over: call it every few seconds. */
  tick(): Promise<void>;
}

export function openVisits(options: VisitsOptions): Visits {
  const { now, random } = options;
  const book = openVisitBook(options);
  const { at, openAt } = book;

  async function tell<K extends UpKind>(
    record: VisitRecord,
    kind: K,
    body: MessageBody<K>,
  ): Promise<Changed> {
    return (await book.keep(record, { kind, body })) ? 'done' : 'busy';
  }

  function seen(record: VisitRecord): VisitRecord {
    return { ...record, lastSeenAtMs: now() };
  }

  async function changeLines(
    terminal: TerminalId,
    change: (record: VisitRecord) => LineChange,
  ): Promise<Changed> {
    const record = openAt(terminal);
    if (record === undefined) return 'no-visit';
    const changed = change(seen(record));
    if (changed.kind === 'no-such-line') return 'no-such-line';
    if (changed.kind === 'basket-full') return 'busy';
    const { visit, lines } = changed.record;
    return tell(changed.record, 'visit-lines', { visit, lines });
  }

  async function arrive(
    record: VisitRecord,
    terminal: TerminalId,
    language: Language,
  ): Promise<VisitRecord> {
    const before = at(terminal);
    if (before !== undefined && before.visit !== record.visit) await book.walkedAway(before);
    const here: VisitRecord = {
      ...seen(book.byId(record.visit) ?? record),
      terminal,
      language,
      presence: 'at-kiosk',
    };
    const { visit } = here;
    await book.keep(here, {
      kind: 'visit-presence',
      body: { visit, terminal, presence: 'at-kiosk' },
    });
    return here;
  }

  return {
    ...visitNews(book, now),
    all: book.all,
    at,
    byId: book.byId,

    async identify(terminal, card, language) {
      const known =
        card === undefined
          ? undefined
          : book.all().find((record) => record.card === card && !isOver(record));
      if (known !== undefined) return arrive(known, terminal, language);
      const before = at(terminal);
      if (before !== undefined) await book.walkedAway(before);
      const nowMs = now();
      const visit = VisitId.parse(ulid(nowMs, random));
      const record = openedVisit({
        visit,
        terminal,
        card,
        language,
        nickname: nickname(random),
        nowMs,
      });
      await book.keep(record, {
        kind: 'visit-opened',
        body: {
          visit,
          terminal,
          language,
          nickname: record.nickname,
          ...(card === undefined ? {} : { card }),
        },
      });
      return record;
    },

    async comeBack(terminal, waitNumber) {
      const record = book.all().find((one) => one.waitNumber === waitNumber);
      if (record === undefined) return 'no-such-number';
      await arrive(record, terminal, record.language);
      return 'done';
    },

    add: (terminal, item) => changeLines(terminal, (record) => withItem(record, item)),
    setQuantity: (terminal, line, quantity) =>
      changeLines(terminal, (record) => withQuantity(record, line, quantity)),

    async require(terminal, requirements) {
      const record = openAt(terminal);
      if (record === undefined) return 'no-visit';
      const { visit } = record;
      return tell({ ...seen(record), requirements }, 'visit-requirements', { visit, requirements });
    },

    async speak(terminal, language) {
      const record = openAt(terminal);
      if (record === undefined) return 'no-visit';
      await book.keep({ ...seen(record), language });
      return 'done';
    },

    async answer(terminal, suggestion, answer) {
      const record = openAt(terminal);
      if (record === undefined) return 'no-visit';
      const offered = record.suggestions?.suggestions.some((one) => one.suggestion === suggestion);
      if (offered !== true) return 'no-such-suggestion';
      return tell(seen(record), 'answer', { visit: record.visit, suggestion, answer });
    },

    async cancelPairing(terminal, pairing) {
      const record = openAt(terminal);
      if (record === undefined) return 'no-visit';
      if (record.pairing?.pairing !== pairing) return 'no-such-suggestion';
      return tell(seen(record), 'pairing-cancel', { visit: record.visit, pairing });
    },

    async phrase(terminal, channel, phrase) {
      const record = openAt(terminal);
      if (record === undefined || record.pairing?.channel !== channel || !isPaired(record))
        return undefined;
      const message = {
        channel,
        from: record.visit,
        nickname: record.nickname,
        phrase,
        sentAtMs: now(),
      };
      await book.keep(withMessage(seen(record), message));
      return message;
    },

    async wait(terminal) {
      const record = openAt(terminal);
      if (record === undefined) return undefined;
      const taken = new Set(book.all().map((one) => one.waitNumber));
      let waitNumber = record.waitNumber ?? 1 + Math.floor(random() * 999);
      while (record.waitNumber === undefined && taken.has(waitNumber))
        waitNumber = (waitNumber % 999) + 1;
      const waiting: VisitRecord = { ...seen(record), presence: 'in-shop', waitNumber };
      const { visit } = record;
      await book.keep(waiting, {
        kind: 'visit-presence',
        body: { visit, terminal, presence: 'in-shop', waitNumber },
      });
      return waiting;
    },

    async leave(terminal) {
      const record = at(terminal);
      if (record === undefined) return 'no-visit';
      // With a pairing she goes to meet her partner: she leaves the screen, not the shop.
      if (isPaired(record) || isOver(record)) await book.walkedAway(record);
      else await book.end(record);
      return 'done';
    },

    async tick() {
      const nowMs = now();
      for (const record of book.all()) {
        const silentMs = nowMs - record.lastSeenAtMs;
        if (isOver(record)) {
          if (silentMs >= LAST_WORD_MS) await book.forget(record);
        } else if (silentMs >= VISIT_MS) await book.end(record);
        else if (record.presence === 'at-kiosk' && silentMs >= UNATTENDED_MS)
          await book.walkedAway(record);
      }
    },
  };
}
