import type { VisitState } from '../../contracts/visit.ts';
import { countWith } from '../search/columns.ts';
import { slotOf } from '../search/restricted-master.ts';
import type { Turn, Visit } from '../state/state.ts';
import { linesOfVisit, memberOfVisit } from './visits.ts';

/** Why a visit has no suggestion now; undefined where it has one or has ended. */
export function noSuggestionReason(turn: Turn, visit: Visit): VisitState['none'] {
  if (visit.presence === 'ended') return undefined;
  if (visit.pairing !== undefined) return 'paired';
  if (visit.suggestions.size > 0) return undefined;
  if (linesOfVisit(visit).length === 0) return 'no-lines';
  const slot = slotOf(turn.state.master, visit.shopper);
  const held = slot === undefined ? memberOfVisit(turn, visit).held : slot.member.held;
  if (held === 'pooling-forbidden') return 'promotion-not-pooled';
  if (held === 'not-on-her-list') return 'requirements-narrow';
  // She would save with somebody, but a requirement on either side keeps them apart.
  if (
    slot !== undefined &&
    slot.hasNarrowPartner &&
    countWith(turn.state.master.columns, slot.index) === 0
  )
    return 'requirements-narrow';
  return 'nobody-near';
}
