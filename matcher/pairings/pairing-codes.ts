import { pairingCode, type PairingCode } from '../../contracts/code.ts';
import type { PairingId, VisitId } from '../../contracts/ids.ts';
import type { CodeRecord, MatcherState, Pairing, Turn } from '../state/state.ts';

/** Mints a one-time code for a member. It differs from every code that is still known, so that no old slip is taken for it. */
export function mintCode(turn: Turn, pairing: PairingId, visit: VisitId): PairingCode {
  const { codes, settings } = turn.state;
  let code = pairingCode(settings.codePrefix, turn.secret);
  while (codes.has(code)) code = pairingCode(settings.codePrefix, turn.secret);
  codes.set(code, { pairing, visit, state: 'good' });
  return code;
}

/** Ends every good code of a pairing: redeeming one ends all. */
export function endCodes(state: MatcherState, pairing: Pairing, as: CodeRecord['state']): void {
  for (const member of pairing.members) {
    const record = state.codes.get(member.code);
    if (record?.state === 'good') record.state = as;
  }
}

/** Forgets the codes of a pairing that is long over. */
export function forgetCodes(state: MatcherState, pairing: PairingId): void {
  for (const [code, record] of state.codes) {
    if (record.pairing === pairing) state.codes.delete(code);
  }
}
