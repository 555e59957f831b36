import type { PairingCode } from '../../contracts/code.ts';
import type { StaffNotice } from '../../contracts/pairing.ts';
import type { Sale } from '../../contracts/sale.ts';
import type { TillId } from '../../contracts/ids.ts';
import type { MatcherEventBody } from '../state/event.ts';
import { missingLines } from './joint-lines.ts';
import { noteProbable } from './content-match.ts';
import { redeem } from './redeem.ts';
import { tellStaff } from './staff-notices.ts';
import type { CodeRecord, MatcherState, TillRecord, Turn } from '../state/state.ts';
import { countUses } from '../visits/daily-uses.ts';
import { endVisit } from '../visits/visits.ts';

type Body<Kind extends MatcherEventBody['kind']> = Extract<MatcherEventBody, { kind: Kind }>;

/** The most codes that wait for a sale at one till: enough for two pairs one behind the other. */
const WAITING_SCANS = 4;

/** Takes a closed sale: it redeems the pairings whose codes are in it or were scanned for it, and ends its shopper's visit. */
export function handleSale(turn: Turn, body: Body<'sale'>): void {
  const { state } = turn;
  const { sale } = body;
  if (sale.kind === 'reprint' || sale.kind === 'no-sale' || sale.kind === 'report') return;
  const till = tillOf(state, sale.till);
  const scanned = till.scans.filter((scan) => isForSale(state, scan.scannedAtMs, sale));
  const codes = new Set([...sale.codes, ...scanned.map((scan) => scan.code)]);
  for (const code of codes) tryCode(turn, code, sale);
  if (codes.size === 0) noteProbable(turn, sale);
  // A scanned code waits for the next real sale, and no longer, even if that sale lacks the joint lines.
  if (sale.kind === 'sale') {
    till.scans = till.scans.filter((scan) => !scanned.includes(scan));
    till.lastSale = sale;
  }
  if (body.shopper !== undefined && sale.kind === 'sale')
    endShoppersVisit(turn, body.shopper, sale);
}

/** Takes a code that our scanner read at a till: it waits for the sale that closes there next, within the window. */
export function handleScan(turn: Turn, body: Body<'till-scan'>): void {
  const { state } = turn;
  const record = state.codes.get(body.code);
  if (record?.state !== 'good') {
    if (!mayRedeemLate(state, record, body.scannedAtMs)) {
      tellStaff(turn, { notice: noticeFor(record), code: body.code, till: body.till });
      return;
    }
  }
  const till = tillOf(state, body.till);
  const { lastSale } = till;
  // The sale may have closed after the scan and still arrived before it.
  if (lastSale !== undefined && isForSale(state, body.scannedAtMs, lastSale)) {
    tryCode(turn, body.code, lastSale);
    return;
  }
  till.scans = [
    ...till.scans.filter((scan) => scan.code !== body.code).slice(1 - WAITING_SCANS),
    { code: body.code, scannedAtMs: body.scannedAtMs },
  ];
}

/** Whether a code scanned at a till belongs to a sale there: the sale closed at or after the scan, and within the window. */
function isForSale(state: MatcherState, scannedAtMs: number, sale: Sale): boolean {
  const laterMs = sale.closedAtMs - scannedAtMs;
  return laterMs >= 0 && laterMs <= state.settings.redeemWindowMs;
}

function tillOf(state: MatcherState, id: TillId): TillRecord {
  let till = state.tills.get(id);
  if (till === undefined) {
    till = { scans: [], lastSale: undefined };
    state.tills.set(id, till);
  }
  return till;
}

/** Redeems the pairing of a code if it is good and the sale holds every joint line; else staff are told why not. */
function tryCode(turn: Turn, code: PairingCode, sale: Sale): void {
  const { state } = turn;
  const record = state.codes.get(code);
  const pairing = record === undefined ? undefined : state.pairings.get(record.pairing);
  // The partner's slip was scanned too, or the sale was reported again: it is redeemed already.
  if (pairing?.sale === sale.sale) return;
  const isHonoured = record?.state === 'good' || mayRedeemLate(state, record, sale.closedAtMs);
  const about = { code, till: sale.till, sale: sale.sale };
  if (pairing === undefined || !isHonoured) {
    tellStaff(turn, { ...about, notice: noticeFor(record) });
    return;
  }
  const missing = missingLines(pairing.joint, sale.lines);
  if (sale.kind !== 'sale' || sale.truncated || missing.length > 0) {
    tellStaff(turn, {
      ...about,
      notice: 'joint-lines-missing',
      pairing: pairing.id,
      missing: missing.slice(0, 20),
    });
    return;
  }
  redeem(turn, pairing, sale);
}

/** Whether an expired code was used in time: the news of the sale came only after the pairing had expired. */
function mayRedeemLate(
  state: MatcherState,
  record: CodeRecord | undefined,
  usedAtMs: number,
): boolean {
  const pairing = record === undefined ? undefined : state.pairings.get(record.pairing);
  return (
    record?.state === 'expired' && pairing?.state === 'expired' && usedAtMs <= pairing.expiresAtMs
  );
}

function noticeFor(record: CodeRecord | undefined): StaffNotice['notice'] {
  switch (record?.state) {
    case 'redeemed':
      return 'code-already-redeemed';
    case 'revoked':
      return 'code-revoked';
    case 'expired':
      return 'code-expired';
    case 'good':
    case undefined:
      return 'code-unknown';
  }
}

/** Ends the visit of the shopper whose card is on a sale, and counts her uses of promotions. */
function endShoppersVisit(turn: Turn, shopper: string, sale: Sale): void {
  const { state, nowMs } = turn;
  const id = state.visitOfShopper.get(shopper);
  const visit = id === undefined ? undefined : state.visits.get(id);
  // The uses of a joint receipt are counted when it redeems its pairing.
  const isJoint = [...state.pairings.values()].some(
    (pairing) => pairing.sale === sale.sale || pairing.probable?.sale === sale.sale,
  );
  if (!isJoint) countUses(state, shopper, nowMs, usesOf(turn, sale, visit?.registered ?? true));
  if (visit !== undefined) endVisit(turn, visit, 'sale');
}

/** By promotion id how often a sale used it. */
function usesOf(turn: Turn, sale: Sale, registered: boolean): Readonly<Record<string, number>> {
  const lines = sale.lines
    .filter((line) => line.quantity > 0 && line.unitPriceMinor >= 0)
    .map((line, index) => {
      const gtin = line.gtin ?? line.code;
      return {
        id: String(index + 1),
        ...(gtin === undefined ? {} : { gtin }),
        category: line.category,
        quantity: line.quantity,
        unitPriceMinor: line.unitPriceMinor,
      };
    });
  const { pricer } = turn.state.master.gainCache;
  const { applied } = pricer.price(lines, { registered, usedToday: {} });
  return Object.fromEntries(applied.map((use) => [use.promotion, use.times]));
}
