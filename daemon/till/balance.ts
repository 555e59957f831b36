import type { Balance } from '../../contracts/sale.ts';
import type { Receipt } from './receipt.ts';

/** What a receipt comes to, and whether it adds up. */
export interface Reckoning {
  readonly totalMinor: number;
  readonly taxMinor: number;
  readonly discountMinor: number;
  readonly balance: Balance;
}

/**
 * The cross-check, in integer minor units: items - discounts (+ tax, if prices do not include it) = total, and tenders - change =
 * total. Whether tax is included is decided by what adds up, unless the feed says so. Of several totals the one that adds up
 * counts, else the last. Without a total there is nothing to check against. Source: docs/rules.md#cross-check.
 */
export function reckon(receipt: Receipt): Reckoning {
  const open = receipt.lines.filter((line) => !line.isVoided);
  const itemsMinor = open.reduce((sum, line) => sum + line.amountMinor, 0);
  const discountMinor = open.reduce((sum, line) => sum + line.discountMinor, receipt.discountMinor);
  const taxMinor = receipt.taxes.reduce((sum, tax) => sum + tax.amountMinor, 0);
  const netMinor = itemsMinor - discountMinor;
  // A refund may be printed with positive items and a negative total, or the other way about.
  const isReversed = receipt.marks.includes('refund') || receipt.totals.some((total) => total < 0);
  const sums = [...possibleSums(receipt, netMinor)];
  const reachable = isReversed ? [...sums, ...sums.map((sum) => -sum)] : sums;
  const totalMinor =
    receipt.totals.find((total) => reachable.includes(total)) ?? receipt.totals.at(-1);
  const paidMinor =
    receipt.tenders.reduce((sum, tender) => sum + tender.amountMinor, 0) - receipt.changeMinor;
  const isPaid = receipt.tenders.length > 0;
  if (totalMinor === undefined) {
    const assumedMinor = isPaid ? paidMinor : netMinor;
    return { totalMinor: assumedMinor, taxMinor, discountMinor, balance: { kind: 'unchecked' } };
  }
  const itemsDelta = smallest(reachable.map((sum) => totalMinor - sum));
  const tenderDelta = isPaid
    ? smallest(signs(paidMinor, isReversed).map((paid) => paid - totalMinor))
    : 0;
  const deltaMinor = itemsDelta === 0 ? tenderDelta : itemsDelta;
  return {
    totalMinor,
    taxMinor,
    discountMinor,
    balance: deltaMinor === 0 ? { kind: 'balanced' } : { kind: 'unbalanced', deltaMinor },
  };
}

/** Sums that the items may come to: without tax, with all of it, or with that part which the feed calls exclusive. */
function possibleSums(receipt: Receipt, netMinor: number): ReadonlySet<number> {
  const sum = (taxes: Receipt['taxes']): number =>
    taxes.reduce((total, tax) => total + tax.amountMinor, 0);
  const exclusive = sum(receipt.taxes.filter((tax) => tax.included === false));
  const undecided = sum(receipt.taxes.filter((tax) => tax.included === undefined));
  return new Set([netMinor + exclusive, netMinor + exclusive + undecided]);
}

function signs(amount: number, isReversed: boolean): readonly number[] {
  return isReversed ? [amount, -amount] : [amount];
}

function smallest(deltas: readonly number[]): number {
  return deltas.reduce((best, delta) => (Math.abs(delta) < Math.abs(best) ? delta : best));
}
