import type { ChannelMessage, Phrase } from '../contracts/channel.ts';
import {
  type ChannelId,
  type PairingId,
  type SuggestionId,
  type TerminalId,
  ulid,
  VisitId,
} from '../contracts/ids.ts';
import type { Language } from '../contracts/language.ts';
import { nickname } from '../contracts/nickname.ts';
import type { PairingForMember } from '../contracts/pairing.ts';
import type { SuggestionsForVisit } from '../contracts/suggestion.ts';
import type { MessageBody, UpKind } from '../contracts/topics.ts';
import type { Requirements, VisitState } from '../contracts/visit.ts';
import type { Database } from '../store/database.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import type { Outbox } from './outbox.ts';
import {
  type BasketItem,
  isNewer,
  isOver,
  isPaired,
  type LineChange,
  openedVisit,
  VisitRecord,
  withItem,
  withMessage,
  withQuantity,
} from './visit-record.ts';

/** Lives of DESIGN 4. */
const VISIT_MS = 90 * 60_000;
/** A shopper who walked away without a word: the screen forgets her, her visit goes on in the shop. */
const UNATTENDED_MS = 3 * 60_000;
/** How long a screen shows that a visit ended well. */
const LAST_WORD_MS = 60_000;

export interface VisitsOptions {
  readonly db: Database;
  readonly commit: GroupCommit;
  readonly outbox: Outbox;
  readonly now: () => number;
  readonly random: () => number;
  /** A visit changed: screens and slips look again. */
  readonly onChange: () => void;
}

export type Changed =
  | 'done'
  | 'no-visit'
  | 'no-such-line'
  | 'no-such-number'
  | 'no-such-suggestion'
  | 'busy';

/** The visits of this box's terminals. Each change is on disk, together with the message that tells central, before it is shown. */
export interface Visits {
  readonly all: () => readonly VisitRecord[];
  /** The visit whose shopper stands at this terminal. */
  at(terminal: TerminalId): VisitRecord | undefined;
  byId(visit: VisitId): VisitRecord | undefined;
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
  /** What central says. */
  takeSuggestions(message: SuggestionsForVisit): Promise<void>;
  takePairing(message: PairingForMember): Promise<void>;
  takeState(message: VisitState): Promise<void>;
  takeChannelMessage(message: ChannelMessage): Promise<void>;
  /** Central began anew: its versions may begin anew too. */
  forgetVersions(): void;
  /** Ends what is over: call it every few seconds. */
  tick(): Promise<void>;
}

export function openVisits(options: VisitsOptions): Visits {
  const { db, commit, outbox, now, random } = options;
  const put = db.prepare(
    'INSERT INTO visit (visit, record) VALUES (?, ?) ON CONFLICT (visit) DO UPDATE SET record = excluded.record',
  );
  const drop = db.prepare('DELETE FROM visit WHERE visit = ?');
  const visits = new Map<VisitId, VisitRecord>();
  let acceptsAnyVersion = new Set<string>();
  for (const row of db.prepare<[], { record: string }>('SELECT record FROM visit').all()) {
    const parsed = VisitRecord.safeParse(JSON.parse(row.record));
    if (parsed.success) visits.set(parsed.data.visit, parsed.data);
  }

  function at(terminal: TerminalId): VisitRecord | undefined {
    for (const record of visits.values()) {
      if (record.terminal === terminal && record.presence === 'at-kiosk') return record;
    }
    return undefined;
  }

  /** The visit at this terminal that can still be changed. */
  function openAt(terminal: TerminalId): VisitRecord | undefined {
    const record = at(terminal);
    return record === undefined || isOver(record) ? undefined : record;
  }

  /** Keeps the record and its message in one commit. Memory changes first, so that two taps in a row see each other. */
  async function keep<K extends UpKind>(
    record: VisitRecord,
    message?: { readonly kind: K; readonly body: MessageBody<K> },
  ): Promise<boolean> {
    visits.set(record.visit, record);
    const appended = await commit.write(() => {
      put.run(record.visit, JSON.stringify(record));
      return message === undefined ? undefined : outbox.enlist(message.kind, message.body);
    });
    options.onChange();
    return appended?.kind !== 'dropped';
  }

  async function tell<K extends UpKind>(
    record: VisitRecord,
    kind: K,
    body: MessageBody<K>,
  ): Promise<Changed> {
    return (await keep(record, { kind, body })) ? 'done' : 'busy';
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

  async function walkedAway(record: VisitRecord): Promise<void> {
    if (isOver(record)) {
      await forget(record);
      return;
    }
    // A guest without a number can never be found again.
    if (record.card === undefined && record.waitNumber === undefined && !isPaired(record)) {
      await end(record);
      return;
    }
    const { visit, terminal } = record;
    await keep(
      { ...record, presence: 'in-shop' },
      { kind: 'visit-presence', body: { visit, terminal, presence: 'in-shop' } },
    );
  }

  async function forget(record: VisitRecord): Promise<void> {
    visits.delete(record.visit);
    await commit.write(() => void drop.run(record.visit));
    options.onChange();
  }

  async function end(record: VisitRecord): Promise<void> {
    const { visit, terminal } = record;
    visits.delete(visit);
    await commit.write(() => {
      drop.run(visit);
      outbox.enlist('visit-presence', { visit, terminal, presence: 'ended' });
    });
    options.onChange();
  }

  async function arrive(
    record: VisitRecord,
    terminal: TerminalId,
    language: Language,
  ): Promise<VisitRecord> {
    const before = at(terminal);
    if (before !== undefined && before.visit !== record.visit) await walkedAway(before);
    const here: VisitRecord = {
      ...seen(visits.get(record.visit) ?? record),
      terminal,
      language,
      presence: 'at-kiosk',
    };
    const { visit } = here;
    await keep(here, { kind: 'visit-presence', body: { visit, terminal, presence: 'at-kiosk' } });
    return here;
  }

  return {
    all: () => [...visits.values()],
    at,
    byId: (visit) => visits.get(visit),

    async identify(terminal, card, language) {
      const known =
        card === undefined
          ? undefined
          : [...visits.values()].find((record) => record.card === card && !isOver(record));
      if (known !== undefined) return arrive(known, terminal, language);
      const before = at(terminal);
      if (before !== undefined) await walkedAway(before);
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
      await keep(record, {
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
      const record = [...visits.values()].find((one) => one.waitNumber === waitNumber);
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
      await keep({ ...seen(record), language });
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
      await keep(withMessage(seen(record), message));
      return message;
    },

    async wait(terminal) {
      const record = openAt(terminal);
      if (record === undefined) return undefined;
      const taken = new Set([...visits.values()].map((one) => one.waitNumber));
      let waitNumber = record.waitNumber ?? 1 + Math.floor(random() * 999);
      while (record.waitNumber === undefined && taken.has(waitNumber))
        waitNumber = (waitNumber % 999) + 1;
      const waiting: VisitRecord = { ...seen(record), presence: 'in-shop', waitNumber };
      const { visit } = record;
      await keep(waiting, {
        kind: 'visit-presence',
        body: { visit, terminal, presence: 'in-shop', waitNumber },
      });
      return waiting;
    },

    async leave(terminal) {
      const record = at(terminal);
      if (record === undefined) return 'no-visit';
      // With a pairing she goes to meet her partner: she leaves the screen, not the shop.
      if (isPaired(record) || isOver(record)) await walkedAway(record);
      else await end(record);
      return 'done';
    },

    async takeSuggestions(message) {
      const record = visits.get(message.visit);
      if (record === undefined) return;
      if (!isNewer(record.suggestions, message) && !acceptsAnyVersion.delete(`s${message.visit}`))
        return;
      await keep({ ...record, suggestions: message });
    },

    async takePairing(message) {
      const record = visits.get(message.visit);
      if (record === undefined) return;
      const known = record.pairing?.pairing === message.pairing ? record.pairing : undefined;
      if (!isNewer(known, message) && !acceptsAnyVersion.delete(`p${message.visit}`)) return;
      const messages = record.pairing?.channel === message.channel ? record.messages : [];
      await keep({ ...record, pairing: message, messages });
    },

    async takeState(message) {
      const record = visits.get(message.visit);
      if (record === undefined) return;
      // Who stands before the screen sees how it ended; nobody looks at the others' any more.
      const staysOnScreen = record.presence === 'at-kiosk' && message.endedBecause === 'sale';
      if (message.open) await keep({ ...record, state: message });
      else if (staysOnScreen) await keep({ ...seen(record), state: message });
      else await forget(record);
    },

    async takeChannelMessage(message) {
      for (const record of visits.values()) {
        if (record.pairing?.channel !== message.channel) continue;
        const told = withMessage(record, message);
        if (told !== record) await keep(told);
      }
    },

    forgetVersions() {
      acceptsAnyVersion = new Set(
        [...visits.keys()].flatMap((visit) => [`s${visit}`, `p${visit}`]),
      );
    },

    async tick() {
      const nowMs = now();
      for (const record of visits.values()) {
        const silentMs = nowMs - record.lastSeenAtMs;
        if (isOver(record)) {
          if (silentMs >= LAST_WORD_MS) await forget(record);
        } else if (silentMs >= VISIT_MS) await end(record);
        else if (record.presence === 'at-kiosk' && silentMs >= UNATTENDED_MS)
          await walkedAway(record);
      }
    },
  };
}
