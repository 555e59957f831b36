import { afterAll, expect, test } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SaleId, TillId } from '../../contracts/ids.ts';
import { openDatabase } from '../../store/database.ts';
import { EMPTY_RECEIPT } from './receipt.ts';
import { type IdentityField, saleId } from './sale-id.ts';
import { newSale } from './sales-seen.ts';
import { DAEMON_SCHEMA } from '../box/schema.ts';
import type { Sale } from '../../contracts/sale.ts';

const folder = mkdtempSync(join(tmpdir(), 'pindan-seen-'));
const { db } = openDatabase(join(folder, 'daemon.sqlite'), DAEMON_SCHEMA);
afterAll(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

const MINUTE_MS = 60_000;

function idOf(
  printed: { readonly number: string; readonly cashier?: string; readonly totalMinor?: number },
  from?: readonly IdentityField[],
): SaleId {
  const { number, cashier, totalMinor = 300 } = printed;
  return saleId({
    till: TillId.parse('till-1'),
    receipt: { ...EMPTY_RECEIPT, receiptNumber: number, cashier },
    totalMinor,
    closedAtMs: 1,
    dayOf: () => '2026-11-22',
    ...(from === undefined ? {} : { from }),
  });
}

test('the fields that a dialect names make the identity, and no others', () => {
  const from = ['receiptNo', 'cashier'] as const;
  const first = idOf({ number: '1', cashier: 'Ann' }, from);
  expect(idOf({ number: '1', cashier: 'Ann', totalMinor: 999 }, from)).toBe(first);
  expect(idOf({ number: '1', cashier: 'Bob' }, from)).not.toBe(first);
  expect(idOf({ number: '2', cashier: 'Ann' }, from)).not.toBe(first);
  expect(idOf({ number: '1', cashier: 'Ann' })).toBe(idOf({ number: '1', cashier: 'Bob' }));
});

test('a till that counts in circles: the same identity within the window is a repeat, later it is another sale', () => {
  const parts = [{ sale: idOf({ number: '7' }) }] as unknown as readonly Sale[];
  const at = (minute: number, windowMs?: number): readonly Sale[] =>
    newSale(db, parts, 1e12 + minute * MINUTE_MS, windowMs);
  const window = 10 * MINUTE_MS;
  expect(at(0, window)).toEqual(parts);
  expect(at(10, window)).toEqual([]);
  const [later] = at(11, window);
  expect(later?.sale).not.toBe(parts[0]?.sale);
  expect(SaleId.safeParse(later?.sale).success).toBe(true);
  expect(at(20, window)).toEqual([]);
  expect(at(40, window)[0]?.sale).not.toBe(later?.sale);
  // Without a window: two weeks.
  expect(at(13 * 24 * 60)).toEqual([]);
});
