import type { VisitState } from '../../contracts/visit.ts';
import { countWith } from '../search/columns.ts';
import { slotOf } from '../search/restricted-master.ts';
import type { Turn, Visit } from '../state/state.ts';
import { linesOfVisit, poolMember } from './visits.ts';

/** Why a visit has no suggestion now, for an honest "no match yet"; undefined where it has one. */
export function reasonForNone(turn: Turn, visit: Visit): VisitState['none'] {
  if (visit.presence === 'ended') return undefined;
  if (visit.pairing !== undefined) return 'paired';
  if (visit.offers.size > 0) return undefined;
  if (linesOfVisit(visit).length === 0) return 'no-lines';
  const slot = slotOf(turn.state.pool, visit.shopper);
  const held = slot === undefined ? poolMember(turn, visit).held : slot.member.held;
  if (held === 'pooling-forbidden') return 'promotion-not-pooled';
  if (held === 'not-on-her-list') return 'requirements-narrow';
  // Near somebody, but a requirement of hers (or of theirs) stands between them.
  if (
    slot !== undefined &&
    slot.hasNarrowPartner &&
    countWith(turn.state.pool.columns, slot.index) === 0
  )
    return 'requirements-narrow';
  return 'nobody-near';
}
