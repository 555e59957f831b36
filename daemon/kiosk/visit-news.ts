import type { ChannelMessage } from '../../contracts/channel.ts';
import type { PairingForMember } from '../../contracts/pairing.ts';
import type { SuggestionsForVisit } from '../../contracts/suggestion.ts';
import type { VisitState } from '../../contracts/visit.ts';
import type { VisitBook } from './visit-book.ts';
import { isNewer, withMessage } from './visit-record.ts';

/** What central says of visits. Each message is whole and the highest version stays, so that a repeat or a late one hurts nothing. */
export interface VisitNews {
  takeSuggestions(message: SuggestionsForVisit): Promise<void>;
  takePairing(message: PairingForMember): Promise<void>;
  takeState(message: VisitState): Promise<void>;
  takeChannelMessage(message: ChannelMessage): Promise<void>;
  /** Central began anew: its versions may begin anew too. */
  forgetVersions(): void;
}

export function visitNews(book: VisitBook, now: () => number): VisitNews {
  let acceptsAnyVersion = new Set<string>();
  return {
    async takeSuggestions(message) {
      const record = book.byId(message.visit);
      if (record === undefined) return;
      if (!isNewer(record.suggestions, message) && !acceptsAnyVersion.delete(`s${message.visit}`))
        return;
      await book.keep({ ...record, suggestions: message });
    },

    async takePairing(message) {
      const record = book.byId(message.visit);
      if (record === undefined) return;
      const known = record.pairing?.pairing === message.pairing ? record.pairing : undefined;
      if (!isNewer(known, message) && !acceptsAnyVersion.delete(`p${message.visit}`)) return;
      const messages = record.pairing?.channel === message.channel ? record.messages : [];
      await book.keep({ ...record, pairing: message, messages });
    },

    async takeState(message) {
      const record = book.byId(message.visit);
      if (record === undefined) return;
      // Who stands before the screen sees how it ended; nobody looks at the others' any more.
      const staysOnScreen = record.presence === 'at-kiosk' && message.endedBecause === 'sale';
      if (message.open) await book.keep({ ...record, state: message });
      else if (staysOnScreen) await book.keep({ ...record, state: message, lastSeenAtMs: now() });
      else await book.forget(record);
    },

    async takeChannelMessage(message) {
      for (const record of book.all()) {
        if (record.pairing?.channel !== message.channel) continue;
        const told = withMessage(record, message);
        if (told !== record) await book.keep(told);
      }
    },

    forgetVersions() {
      acceptsAnyVersion = new Set(book.all().flatMap(({ visit }) => [`s${visit}`, `p${visit}`]));
    },
  };
}
