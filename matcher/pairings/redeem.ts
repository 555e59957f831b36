import { endPairing } from './pairings.ts';
import { tellStaff } from './staff-notices.ts';
import type { ClosedSale, Pairing, Turn } from '../state/state.ts';
import { countUses } from '../visits/daily-uses.ts';
import { endVisit } from '../visits/visits.ts';

/** Redeems a pairing by a sale: all of its codes end, and so do its members' visits. Staff are told if the total differs. */
export function redeem(turn: Turn, pairing: Pairing, sale: ClosedSale): void {
  const { state, nowMs } = turn;
  pairing.sale = sale.sale;
  endPairing(turn, pairing, 'redeemed', () => 'redeemed');
  turn.messages.push({
    kind: 'redeemed',
    pairing: pairing.id,
    sale: sale.sale,
    till: sale.till,
    atMs: sale.closedAtMs,
    savingMinor: pairing.savingMinor,
    jointTotalMinor: pairing.jointTotalMinor,
    members: pairing.members.map((member) => ({
      visit: member.visit,
      shopper: member.shopper,
      savesMinor: member.savesMinor,
      jointPaysMinor: member.jointPaysMinor,
    })),
    promotions: Object.keys(pairing.uses),
  });
  if (sale.totalMinor !== pairing.jointTotalMinor) {
    tellStaff(turn, {
      notice: 'total-differs',
      till: sale.till,
      sale: sale.sale,
      pairing: pairing.id,
      expectedMinor: pairing.jointTotalMinor,
      actualMinor: sale.totalMinor,
    });
  }
  for (const member of pairing.members) {
    countUses(state, member.shopper, nowMs, pairing.uses);
    const visit = state.visits.get(member.visit);
    if (visit !== undefined) endVisit(turn, visit, 'sale');
  }
}
