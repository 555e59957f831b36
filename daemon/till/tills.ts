import { type CodePrefix, pairingCodesIn } from '../../contracts/code.ts';
import type { TillConfiguration } from '../../contracts/configuration.ts';
import type { DeviceHealth } from '../../contracts/device-health.ts';
import { Fault } from '../../contracts/fault.ts';
import type { Sale } from '../../contracts/sale.ts';
import type { TillEvent } from '../../contracts/till-event.ts';
import { addressText } from '../../hardware/link/address.ts';
import { type Link, openLink } from '../../hardware/link/link.ts';
import { fitsBadly, openTillFeed, type TillFeed } from '../../hardware/till/feed.ts';
import type { Database } from '../../store/database.ts';
import type { GroupCommit } from '../../store/group-commit.ts';
import { findDialect } from './dialects.ts';
import type { Notices } from '../../service/notices.ts';
import type { Outbox } from '../central/outbox.ts';
import { newSale } from './sales-seen.ts';
import { persistently } from '../operation/persistently.ts';
import {
  assemble,
  FIRST_SALE_STATE,
  type SaleOutcome,
  type SaleRules,
  type SaleState,
} from './sales.ts';
import type { Dialect } from '../../hardware/till/dialect/compiled-dialect.ts';

const IDLE_EVERY_MS = 50;
const STRANGE =
  'nearly no line of it is understood: check dialect, language and encoding with pindan capture and decode';

export interface TillOptions {
  readonly configDir: string;
  readonly db: Database;
  readonly commit: GroupCommit;
  readonly outbox: Outbox;
  readonly notices: Notices;
  readonly rules: Omit<SaleRules, 'till' | 'identity'>;
  readonly now: () => number;
  /** What a line told of is on disk, so long after it was read. */
  readonly onStored?: (tookMs: number) => void;
  /** A line of an open receipt was read whose card is known. */
  readonly onRinging?: (card: string, readAtMs: number) => void;
}

export interface Till {
  health(): DeviceHealth;
  close(): Promise<void>;
}

/**
 * Reads one till for ever: link, framing, dialect, sales, outbox. A till that is not there, or whose dialect is wrong, shows it in its
 * health and stops nobody else.
 */
export function openTill(configuration: TillConfiguration, options: TillOptions): Till {
  const { id } = configuration;
  const where = addressText(configuration.link);
  let dialect: Dialect;
  try {
    dialect = findDialect(configuration.dialect, options.configDir);
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    options.notices.add(cause.code, `till ${id}: ${cause.message}`);
    const health: DeviceHealth = {
      id,
      role: 'till',
      where,
      state: 'absent',
      ok: false,
      advice: cause.message,
      statistics: {},
    };
    return { health: () => health, close: async () => {} };
  }
  return new OpenTill(configuration, dialect, options);
}

class OpenTill implements Till {
  readonly #configuration: TillConfiguration;
  readonly #options: TillOptions;
  readonly #rules: SaleRules;
  readonly #dialect: Dialect;
  readonly #link: Link;
  readonly #timer: NodeJS.Timeout;
  #feed: TillFeed;
  #state: SaleState = FIRST_SALE_STATE;
  #said: { readonly text: string; readonly atMs: number } | undefined;
  #why: string | undefined;
  #advice: string | undefined;
  readonly #counts = {
    sales: 0,
    repeats: 0,
    unbalanced: 0,
    truncated: 0,
    unsupported: 0,
    ringing: 0,
    codes: 0,
  };
  readonly #closing = new AbortController();

  constructor(configuration: TillConfiguration, dialect: Dialect, options: TillOptions) {
    this.#configuration = configuration;
    this.#dialect = dialect;
    this.#options = options;
    const { from } = dialect.file.identity;
    this.#rules = {
      ...options.rules,
      till: configuration.id,
      ...(from === undefined ? {} : { identity: from }),
    };
    this.#feed = openTillFeed(dialect);
    const { silenceMinutes } = configuration;
    this.#link = openLink(configuration.link, {
      onBytes: (bytes, atMs) => {
        this.#advice = undefined;
        this.#take(this.#feed.push(bytes, atMs));
      },
      onState: (state, why) => this.#stateChanged(state, why),
      clock: options.now,
      ...(silenceMinutes === 0
        ? {}
        : {
            silence: {
              afterMs: silenceMinutes * 60_000,
              onSilence: () => this.#silent(silenceMinutes),
            },
          }),
    });
    this.#timer = setInterval(() => this.#take(this.#feed.idle(options.now())), IDLE_EVERY_MS);
  }

  health(): DeviceHealth {
    const { state, statistics } = this.#link;
    const { statistics: feed } = this.#feed;
    const strange = fitsBadly(this.#dialect, feed) ? STRANGE : undefined;
    const isTalking = this.#advice === undefined && strange === undefined;
    const advice = state === 'open' ? (this.#advice ?? strange) : this.#why;
    return {
      id: this.#configuration.id,
      role: 'till',
      where: addressText(this.#configuration.link),
      state,
      ok: state === 'open' && isTalking,
      ...(this.#said === undefined ? {} : { said: this.#said.text, saidAtMs: this.#said.atMs }),
      ...(advice === undefined ? {} : { advice }),
      statistics: { ...statistics, ...feed, ...this.#counts },
    };
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#closing.abort();
    await this.#link.close();
  }

  #stateChanged(state: Link['state'], why: Fault | undefined): void {
    if (state === 'lost') {
      this.#take(this.#feed.lost(this.#options.now()));
    }
    if (state === 'open') {
      // Never reuse a parser: what the old one held belongs to a line that is gone. We may have come in the middle of a receipt.
      this.#feed = openTillFeed(this.#dialect);
      this.#state = FIRST_SALE_STATE;
      this.#why = undefined;
    }
    if (why === undefined) return;
    this.#why = why.message;
    this.#options.notices.add(why.code, `till ${this.#configuration.id}: ${why.message}`);
  }

  #silent(minutes: number): void {
    this.#advice = `nothing came for ${minutes} minutes: check the cable, or unplug and replug the adapter`;
    this.#options.notices.add('link-lost', `till ${this.#configuration.id}: ${this.#advice}`);
  }

  #take(events: readonly TillEvent[]): void {
    for (const event of events) {
      if (event.text !== undefined) {
        this.#said = { text: withoutCodes(event.text, this.#rules.codePrefix), atMs: event.atMs };
      }
      const { state, outcomes } = assemble(this.#state, event, this.#rules);
      this.#state = state;
      for (const outcome of outcomes) this.#keep(outcome, event.atMs);
    }
  }

  #keep(outcome: SaleOutcome, readAtMs: number): void {
    const { outbox, notices, now } = this.#options;
    const till = this.#configuration.id;
    switch (outcome.kind) {
      case 'sale':
        this.#persist(() => this.#keepSale(outcome.parts), 'a sale', readAtMs);
        return;
      case 'ringing':
        this.#counts.ringing += 1;
        this.#options.onRinging?.(outcome.ringing.card, readAtMs);
        this.#persist(
          () => outbox.append('ringing', outcome.ringing),
          'the lines of an open receipt',
          readAtMs,
        );
        return;
      case 'codes':
        for (const code of outcome.codes) {
          this.#counts.codes += 1;
          this.#persist(
            () => outbox.append('till-scan', { till, code, scannedAtMs: now() }),
            'a pairing code',
            readAtMs,
          );
        }
        return;
      case 'unsupported':
        this.#counts.unsupported += 1;
        this.#advice = `it prints what cannot be read: ${outcome.reason}`;
        notices.add('bad-dialect', `till ${till}: ${this.#advice}`);
        return;
      case 'none':
        return;
    }
  }

  async #keepSale(parts: readonly Sale[]): Promise<void> {
    const { db, commit, outbox, now, notices } = this.#options;
    const first = parts[0];
    if (first === undefined) return;
    const isRepeat = await commit.write(() => {
      // The same receipt read again, after a reprint or a replay of the line, is not a second sale.
      const kept = newSale(db, parts, now(), this.#dialect.file.identity.dedupeWindowMs);
      for (const part of kept) outbox.enlist('sale', part);
      return kept.length === 0;
    });
    const counts = this.#counts;
    if (isRepeat) counts.repeats += 1;
    else counts.sales += 1;
    if (first.truncated) counts.truncated += 1;
    if (first.balance.kind === 'unbalanced') {
      counts.unbalanced += 1;
      const { deltaMinor } = first.balance;
      const name =
        first.receiptNumber === undefined ? 'a receipt' : `receipt ${first.receiptNumber}`;
      notices.add(
        'bad-dialect',
        `till ${first.till}: ${name} does not add up by ${deltaMinor} minor units; if this repeats, correct the dialect`,
      );
    }
  }

  #persist(write: () => Promise<unknown>, what: string, readAtMs: number): void {
    const till = this.#configuration.id;
    const { now, onStored } = this.#options;
    const stored = async (): Promise<void> => {
      await write();
      onStored?.(now() - readAtMs);
    };
    persistently(stored, {
      signal: this.#closing.signal,
      onFault: (fault) =>
        this.#options.notices.add(
          fault.code,
          `till ${till}: ${what} waits to be stored: ${fault.message}`,
        ),
    });
  }
}

/** A pairing code is money: the doctor page shows its last four digits. */
function withoutCodes(text: string, prefix: CodePrefix): string {
  return pairingCodesIn(text, prefix).reduce(
    (masked, code) => masked.replaceAll(code, `*********${code.slice(-4)}`),
    text,
  );
}
