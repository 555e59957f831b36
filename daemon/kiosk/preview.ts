import { type CodePrefix, pairingCode } from '../../contracts/code.ts';
import type { VenueConfiguration } from '../../contracts/configuration.ts';
import { PairingId, ulid } from '../../contracts/ids.ts';
import { textFor } from '../../contracts/language.ts';
import type { PairingSlip } from '../../contracts/slip.ts';
import type { SuggestionForMember } from '../../contracts/suggestion.ts';
import type { VisitRecord } from './visit-record.ts';

/** The slip as it would be printed for this suggestion. It is nobody's: its pairing and its code are all zeros, and the code is not
 *  drawn. */
export function previewSlip(
  record: VisitRecord,
  suggestion: SuggestionForMember,
  venue: VenueConfiguration,
): PairingSlip {
  return {
    kind: 'pairing',
    pairing: PairingId.parse(ulid(0, zero)),
    visit: record.visit,
    terminal: record.terminal,
    language: record.language,
    venueName: textFor(venue.name, record.language).slice(0, 80),
    currency: venue.currency,
    minorDigits: venue.minorDigits,
    timeZone: venue.timeZone,
    me: record.nickname,
    partners: suggestion.members.filter((member) => !member.mine).map((member) => member.nickname),
    meetingPoint: suggestion.meetingPoint,
    expiresAtMs: suggestion.expiresAtMs,
    joint: suggestion.myLines,
    jointPaysMinor: suggestion.jointPaysMinor,
    jointTotalMinor: suggestion.jointTotalMinor,
    savesMinor: suggestion.savesMinor,
    code: nobodysCode(venue.codePrefix),
    reprint: false,
  };
}

/** A code that central never mints. */
function nobodysCode(prefix: CodePrefix): PairingSlip['code'] {
  return pairingCode(prefix, zero);
}

function zero(): number {
  return 0;
}
