import type { Sale } from '../../contracts/sale.ts';
import type { MatcherEventBody } from '../state/event.ts';
import { missingLines } from './joint-lines.ts';
import { redeem } from './redeem.ts';
import { tellStaff } from './staff-notices.ts';
import type { Pairing, Turn } from '../state/state.ts';

/**
 * Notes a sale that is probably a joint receipt, at a till that reads no codes: its total equals that of a confirmed pairing and its
 * lines include the joint lines. Staff are asked. Until they answer, the pairing's codes stay good. It still expires at its deadline,
 * but its members do not count as no-shows. Of several pairings that fit, the one confirmed first is noted.
 * Source: docs/rules.md#code-content.
 */
export function noteProbable(turn: Turn, sale: Sale): void {
  const { state } = turn;
  if (state.settings.contentTills?.includes(sale.till) !== true) return;
  if (sale.kind !== 'sale' || sale.truncated) return;
  const fits = (pairing: Pairing): boolean =>
    pairing.state === 'confirmed' &&
    pairing.probable === undefined &&
    pairing.confirmedAtMs <= sale.closedAtMs &&
    sale.closedAtMs <= pairing.expiresAtMs &&
    pairing.jointTotalMinor === sale.totalMinor &&
    missingLines(pairing.joint, sale.lines).length === 0;
  // Pairings stand in the order in which they were confirmed.
  const pairing = [...state.pairings.values()].find(fits);
  if (pairing === undefined) return;
  const { till, closedAtMs, totalMinor } = sale;
  pairing.probable = { sale: sale.sale, till, closedAtMs, totalMinor };
  tellStaff(turn, {
    notice: 'content-match-probable',
    till,
    sale: sale.sale,
    pairing: pairing.id,
    expectedMinor: pairing.jointTotalMinor,
    actualMinor: totalMinor,
  });
}

/** Takes the answer of staff about a probable sale. If it was the joint receipt it redeems the pairing, even one that has expired
 *  meanwhile, because the sale was in time. */
export function handleStaffAnswer(
  turn: Turn,
  body: Extract<MatcherEventBody, { kind: 'staff-answer' }>,
): void {
  const pairing = turn.state.pairings.get(body.pairing);
  const sale = pairing?.probable;
  if (pairing === undefined || sale === undefined) {
    turn.messages.push({ kind: 'refused', reason: 'no-such-pairing', about: body.pairing });
    return;
  }
  if (pairing.state !== 'confirmed' && pairing.state !== 'expired') {
    turn.messages.push({ kind: 'refused', reason: 'too-late', about: body.pairing });
    return;
  }
  pairing.probable = undefined;
  if (body.isRedeemed) redeem(turn, pairing, sale);
}
