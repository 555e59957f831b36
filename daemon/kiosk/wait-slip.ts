import type { VenueConfiguration } from '../../contracts/configuration.ts';
import { textFor } from '../../contracts/language.ts';
import type { WaitSlip } from '../../contracts/slip.ts';
import type { VisitRecord } from './visit-record.ts';

/** The slip with the number under which a shopper is called when somebody fits. */
export function waitSlip(
  record: VisitRecord,
  number: number,
  venue: VenueConfiguration,
  nowMs: number,
): WaitSlip {
  const { visit, terminal, language, nickname } = record;
  return {
    kind: 'wait',
    visit,
    terminal,
    language,
    venueName: textFor(venue.name, language).slice(0, 80),
    timeZone: venue.timeZone,
    me: nickname,
    number,
    issuedAtMs: nowMs,
  };
}
