import type { ChannelMessage } from '../../contracts/channel.ts';
import type { PairingForMember } from '../../contracts/pairing.ts';
import type { SuggestionsForVisit } from '../../contracts/suggestion.ts';
import type { VisitState } from '../../contracts/visit.ts';
import type { VisitBook } from './visit-book.ts';
import { isNewer, withMessage } from './visit-record.ts';

/** What central says of visits. Each message is whole and the highest version stays, so that a repeat or a late one hurts nothing. */
export class VisitNews {
  readonly #book: VisitBook;
  readonly #now: () => number;
  #acceptsAnyVersion = new Set<string>();

  constructor(book: VisitBook, now: () => number) {
    this.#book = book;
    this.#now = now;
  }

  async takeSuggestions(message: SuggestionsForVisit): Promise<void> {
    const record = this.#book.byId(message.visit);
    if (record === undefined) return;
    if (!this.#counts(`s${message.visit}`, record.suggestions, message)) return;
    await this.#book.keep({ ...record, suggestions: message });
  }

  async takePairing(message: PairingForMember): Promise<void> {
    const record = this.#book.byId(message.visit);
    if (record === undefined) return;
    const known = record.pairing?.pairing === message.pairing ? record.pairing : undefined;
    if (!this.#counts(`p${message.visit}`, known, message)) return;
    const messages = record.pairing?.channel === message.channel ? record.messages : [];
    await this.#book.keep({ ...record, pairing: message, messages });
  }

  async takeState(message: VisitState): Promise<void> {
    const record = this.#book.byId(message.visit);
    if (record === undefined) return;
    // Who stands before the screen sees how it ended; nobody looks at the others' any more.
    const staysOnScreen = record.presence === 'at-kiosk' && message.endedBecause === 'sale';
    if (message.open) await this.#book.keep({ ...record, state: message });
    else if (staysOnScreen) {
      await this.#book.keep({ ...record, state: message, lastSeenAtMs: this.#now() });
    } else await this.#book.forget(record);
  }

  async takeChannelMessage(message: ChannelMessage): Promise<void> {
    for (const record of this.#book.all()) {
      if (record.pairing?.channel !== message.channel) continue;
      const told = withMessage(record, message);
      if (told !== record) await this.#book.keep(told);
    }
  }

  /** Central began anew: its versions may begin anew too. */
  forgetVersions(): void {
    const all = this.#book.all();
    this.#acceptsAnyVersion = new Set(all.flatMap(({ visit }) => [`s${visit}`, `p${visit}`]));
  }

  #counts(
    key: string,
    known: { readonly version: number } | undefined,
    came: { readonly version: number },
  ): boolean {
    return isNewer(known, came) || this.#acceptsAnyVersion.delete(key);
  }
}
