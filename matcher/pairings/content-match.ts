import type { Sale } from '../../contracts/sale.ts';
import type { MatcherEventBody } from '../state/event.ts';
import { missingLines } from './joint-lines.ts';
import { redeem } from './redeem.ts';
import { tellStaff } from './staff-notices.ts';
import type { Pairing, Turn } from '../state/state.ts';

/**
 * A sale at a till that reads no codes: where its lines and its total are those of the joint receipt of a living pairing, it is
 * probably that one, and staff are asked. Until they answer the pairing stays as it is: its codes are good, and it runs out at
 * its deadline, without its members being taken for people who did not come. Of several that fit, the one that was confirmed
 * first.
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

/** Staff say whether a sale that is probably a joint receipt was one; if so it redeems the pairing, also when that has run out
 *  meanwhile, for the sale was in time. */
export function takeStaffAnswer(
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
