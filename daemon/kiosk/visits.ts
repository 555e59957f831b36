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
import { VisitBook, type VisitBookOptions } from './visit-book.ts';
import { VisitNews } from './visit-news.ts';
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
/** Wait numbers run from 1 to this. */
const WAIT_NUMBERS = 999;

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

/** What shoppers do at this box's terminals. Each change is on disk, together with the message that tells central, before it is
 *  shown. */
export class Visits {
  /** Where central's words on these visits go. */
  readonly news: VisitNews;
  readonly #book: VisitBook;
  readonly #now: () => number;
  readonly #random: () => number;

  constructor(options: VisitsOptions) {
    this.#now = options.now;
    this.#random = options.random;
    this.#book = new VisitBook(options);
    this.news = new VisitNews(this.#book, options.now);
  }

  all(): readonly VisitRecord[] {
    return this.#book.all();
  }

  /** The visit whose shopper stands at this terminal. */
  at(terminal: TerminalId): VisitRecord | undefined {
    return this.#book.at(terminal);
  }

  byId(visit: VisitId): VisitRecord | undefined {
    return this.#book.byId(visit);
  }

  /** Opens a visit, or goes on with the one that this card has already. Who stood there before is taken to have walked away. */
  async identify(
    terminal: TerminalId,
    card: string | undefined,
    language: Language,
  ): Promise<VisitRecord> {
    const known =
      card === undefined
        ? undefined
        : this.#book.all().find((record) => record.card === card && !isOver(record));
    if (known !== undefined) return this.#arrive(known, terminal, language);
    const before = this.at(terminal);
    if (before !== undefined) await this.#book.walkedAway(before);
    const nowMs = this.#now();
    const visit = VisitId.parse(ulid(nowMs, this.#random));
    const record = openedVisit({
      visit,
      terminal,
      card,
      language,
      nickname: nickname(this.#random),
      nowMs,
    });
    await this.#book.keep(record, {
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
  }

  async comeBack(terminal: TerminalId, waitNumber: number): Promise<Changed> {
    const record = this.#book.all().find((one) => one.waitNumber === waitNumber);
    if (record === undefined) return 'no-such-number';
    await this.#arrive(record, terminal, record.language);
    return 'done';
  }

  add(terminal: TerminalId, item: BasketItem): Promise<Changed> {
    return this.#changeLines(terminal, (record) => withItem(record, item));
  }

  setQuantity(terminal: TerminalId, line: string, quantity: number): Promise<Changed> {
    return this.#changeLines(terminal, (record) => withQuantity(record, line, quantity));
  }

  async require(terminal: TerminalId, requirements: Requirements): Promise<Changed> {
    const record = this.#book.openAt(terminal);
    if (record === undefined) return 'no-visit';
    const { visit } = record;
    return this.#tell({ ...this.#seen(record), requirements }, 'visit-requirements', {
      visit,
      requirements,
    });
  }

  async speak(terminal: TerminalId, language: Language): Promise<Changed> {
    const record = this.#book.openAt(terminal);
    if (record === undefined) return 'no-visit';
    await this.#book.keep({ ...this.#seen(record), language });
    return 'done';
  }

  async answer(
    terminal: TerminalId,
    suggestion: SuggestionId,
    answer: 'accept' | 'decline' | 'take-back',
  ): Promise<Changed> {
    const record = this.#book.openAt(terminal);
    if (record === undefined) return 'no-visit';
    const offered = record.suggestions?.suggestions.some((one) => one.suggestion === suggestion);
    if (offered !== true) return 'no-such-suggestion';
    return this.#tell(this.#seen(record), 'answer', { visit: record.visit, suggestion, answer });
  }

  async cancelPairing(terminal: TerminalId, pairing: PairingId): Promise<Changed> {
    const record = this.#book.openAt(terminal);
    if (record === undefined) return 'no-visit';
    if (record.pairing?.pairing !== pairing) return 'no-such-suggestion';
    return this.#tell(this.#seen(record), 'pairing-cancel', { visit: record.visit, pairing });
  }

  /** Keeps the phrase with the visit and gives the message to send into the channel. */
  async phrase(
    terminal: TerminalId,
    channel: ChannelId,
    phrase: Phrase,
  ): Promise<ChannelMessage | undefined> {
    const record = this.#book.openAt(terminal);
    if (record === undefined || record.pairing?.channel !== channel || !isPaired(record))
      return undefined;
    const message = {
      channel,
      from: record.visit,
      nickname: record.nickname,
      phrase,
      sentAtMs: this.#now(),
    };
    await this.#book.keep(withMessage(this.#seen(record), message));
    return message;
  }

  /** She leaves with a number that is called when somebody fits. */
  async wait(terminal: TerminalId): Promise<VisitRecord | undefined> {
    const record = this.#book.openAt(terminal);
    if (record === undefined) return undefined;
    const waitNumber = record.waitNumber ?? this.#freeWaitNumber();
    const waiting: VisitRecord = { ...this.#seen(record), presence: 'in-shop', waitNumber };
    const { visit } = record;
    await this.#book.keep(waiting, {
      kind: 'visit-presence',
      body: { visit, terminal, presence: 'in-shop', waitNumber },
    });
    return waiting;
  }

  async leave(terminal: TerminalId): Promise<Changed> {
    const record = this.at(terminal);
    if (record === undefined) return 'no-visit';
    // With a pairing she goes to meet her partner: she leaves the screen, not the shop.
    if (isPaired(record) || isOver(record)) await this.#book.walkedAway(record);
    else await this.#book.end(record);
    return 'done';
  }

  /** Ends what is over: call it every few seconds. */
  async tick(): Promise<void> {
    const nowMs = this.#now();
    for (const record of this.#book.all()) {
      const silentMs = nowMs - record.lastSeenAtMs;
      if (isOver(record)) {
        if (silentMs >= LAST_WORD_MS) await this.#book.forget(record);
      } else if (silentMs >= VISIT_MS) await this.#book.end(record);
      else if (record.presence === 'at-kiosk' && silentMs >= UNATTENDED_MS)
        await this.#book.walkedAway(record);
    }
  }

  async #tell<K extends UpKind>(
    record: VisitRecord,
    kind: K,
    body: MessageBody<K>,
  ): Promise<Changed> {
    return (await this.#book.keep(record, { kind, body })) ? 'done' : 'busy';
  }

  #seen(record: VisitRecord): VisitRecord {
    return { ...record, lastSeenAtMs: this.#now() };
  }

  async #changeLines(
    terminal: TerminalId,
    change: (record: VisitRecord) => LineChange,
  ): Promise<Changed> {
    const record = this.#book.openAt(terminal);
    if (record === undefined) return 'no-visit';
    const changed = change(this.#seen(record));
    if (changed.kind === 'no-such-line') return 'no-such-line';
    if (changed.kind === 'basket-full') return 'busy';
    const { visit, lines } = changed.record;
    return this.#tell(changed.record, 'visit-lines', { visit, lines });
  }

  async #arrive(
    record: VisitRecord,
    terminal: TerminalId,
    language: Language,
  ): Promise<VisitRecord> {
    const before = this.at(terminal);
    if (before !== undefined && before.visit !== record.visit) await this.#book.walkedAway(before);
    const here: VisitRecord = {
      ...this.#seen(this.#book.byId(record.visit) ?? record),
      terminal,
      language,
      presence: 'at-kiosk',
    };
    const { visit } = here;
    await this.#book.keep(here, {
      kind: 'visit-presence',
      body: { visit, terminal, presence: 'at-kiosk' },
    });
    return here;
  }

  #freeWaitNumber(): number {
    const taken = new Set(this.#book.all().map((one) => one.waitNumber));
    let waitNumber = 1 + Math.floor(this.#random() * WAIT_NUMBERS);
    while (taken.has(waitNumber)) waitNumber = (waitNumber % WAIT_NUMBERS) + 1;
    return waitNumber;
  }
}
