import { textFor } from '../../contracts/language.ts';
import type { KioskView, VisitView } from '../../contracts/socket.ts';
import type { Messages } from '../i18n/messages.ts';

/** One line that appears for some seconds and is read aloud. */
export interface Notice {
  readonly tone: 'good' | 'bad';
  readonly text: (t: Messages, language: KioskView['language']) => string;
}

/** What is new in a view, for somebody who watched the one before. */
export interface News {
  readonly notice: Notice | undefined;
  /** Worth a sound: a suggestion, a partner's yes, a message. */
  readonly isChime: boolean;
  /** A scan shows that somebody is standing here. */
  readonly isActivity: boolean;
}

const NOTHING: News = { notice: undefined, isChime: false, isActivity: false };

/** Compares two views of one visit. Pure. */
export function noticeBetween(before: KioskView | undefined, after: KioskView): News {
  const visit = after.visit;
  if (visit === undefined) return NOTHING;
  const old = before?.visit;
  if (old === undefined) return { ...NOTHING, isActivity: true };
  const scan = visit.lastScan;
  if (scan !== undefined && scan.seq !== old.lastScan?.seq) {
    return { notice: scanNotice(scan), isChime: false, isActivity: true };
  }
  if (old.pairing === undefined && visit.pairing !== undefined) {
    return { notice: undefined, isChime: true, isActivity: true };
  }
  const isSuggestionGone =
    old.accepted !== undefined && visit.accepted === undefined && visit.pairing === undefined;
  // Her own taking back leaves the suggestion in place; it is gone only when it left the list.
  const isStillThere = visit.suggestions.some(({ suggestion }) => suggestion === old.accepted);
  if (isSuggestionGone && !isStillThere) {
    return {
      notice: { tone: 'bad', text: (t) => t.notice.suggestionGone },
      isChime: true,
      isActivity: false,
    };
  }
  const isChime =
    (old.suggestions.length === 0 && visit.suggestions.length > 0) ||
    (visit.pairing?.messages.length ?? 0) > (old.pairing?.messages.length ?? 0);
  return { notice: undefined, isChime, isActivity: false };
}

function scanNotice(scan: NonNullable<VisitView['lastScan']>): Notice {
  switch (scan.outcome) {
    case 'added':
      return {
        tone: 'good',
        text: (t, language) =>
          t.notice.scanned(scan.title === undefined ? '' : textFor(scan.title, language)),
      };
    case 'not-in-catalogue':
      return { tone: 'bad', text: (t) => t.notice.notInCatalogue };
    case 'invalid':
      return { tone: 'bad', text: (t) => t.notice.invalid };
    case 'card':
      return { tone: 'good', text: (t) => t.notice.card };
    case 'not-for-pooling':
      return { tone: 'bad', text: (t) => t.notice.notForPooling };
  }
}
