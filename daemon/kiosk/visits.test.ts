import { afterEach, describe, expect, test } from 'vitest';
import { draw } from '../../contracts/testing/draw.ts';
import {
  BoxId,
  SuggestionId,
  TerminalId,
  ulid,
  VenueId,
  type VisitId,
} from '../../contracts/ids.ts';
import { Product } from '../../contracts/product.ts';
import { VisitState } from '../../contracts/visit.ts';
import { type Database, openDatabase } from '../../store/database.ts';
import { groupCommit } from '../../store/group-commit.ts';
import { Outbox } from '../central/outbox.ts';
import { DAEMON_SCHEMA } from '../box/schema.ts';
import { Visits } from './visits.ts';

const databases: Database[] = [];
afterEach(() => {
  for (const db of databases.splice(0)) db.close();
});

const here = TerminalId.parse('kiosk-1');
const there = TerminalId.parse('kiosk-2');
const cola = Product.parse({
  code: 'COLA',
  gtins: ['4006381333931'],
  title: { en: 'Cola' },
  category: 'drinks',
  unitPriceMinor: 300,
});
const cheese = Product.parse({
  code: 'CHEESE',
  title: { en: 'Cheese' },
  unitPriceMinor: 2000,
  soldBy: 'measure',
});

interface Shop {
  readonly db: Database;
  readonly visits: Visits;
  readonly clock: { nowMs: number };
  /** What went up, by kind and body. */
  readonly said: () => readonly { readonly t: string; readonly d: Record<string, unknown> }[];
}

function shopOn(db: Database, clock = { nowMs: 1_700_000_000_000 }): Shop {
  const commit = groupCommit(db);
  const now = (): number => clock.nowMs;
  const outbox = new Outbox({
    db,
    commit,
    venue: VenueId.parse('shop'),
    dev: BoxId.parse('box-1'),
    limitBytes: 1e9,
    now,
    random: draw,
  });
  const visits = new Visits({ db, commit, outbox, now, random: draw, onChange: () => {} });
  return {
    db,
    visits,
    clock,
    said: () =>
      outbox
        .after(0, 0, 1000)
        .map((row) => JSON.parse(String(row.message)) as { t: string; d: Record<string, unknown> }),
  };
}

function freshShop(): Shop {
  const { db } = openDatabase(':memory:', DAEMON_SCHEMA);
  databases.push(db);
  return shopOn(db);
}

function ended(visit: VisitId, endedBecause: 'sale' | 'left'): VisitState {
  return VisitState.parse({
    visit,
    terminal: here,
    device: 'box-1',
    open: false,
    endedBecause,
    usual: [],
  });
}

describe('a visit', () => {
  test('of a card that is here already goes on at the other kiosk, with its basket', async () => {
    const { visits } = freshShop();
    const first = await visits.identify(here, 'hash', 'en');
    await visits.add(here, { product: cola, source: 'scanned' });
    const again = await visits.identify(there, 'hash', 'zh-Hans');
    expect(again.visit).toBe(first.visit);
    expect(visits.at(here)).toBeUndefined();
    expect(visits.at(there)?.lines).toHaveLength(1);
  });

  test('of a guest who walked away without a number ends when the next one comes; a member’s goes on in the shop', async () => {
    const { visits, said } = freshShop();
    const guest = await visits.identify(here, undefined, 'en');
    const member = await visits.identify(here, 'hash', 'en');
    await visits.identify(here, undefined, 'en');
    expect(visits.byId(guest.visit)).toBeUndefined();
    expect(visits.byId(member.visit)?.presence).toBe('in-shop');
    expect(
      said()
        .filter((one) => one.t === 'visit-presence')
        .map((one) => one.d['presence']),
    ).toEqual(['ended', 'in-shop']);
  });

  test('survives a restart of the daemon with its basket, and what went up is what was shown', async () => {
    const { db, visits, said } = freshShop();
    await visits.identify(here, 'hash', 'en');
    await visits.add(here, { product: cola, source: 'scanned' });
    await visits.add(here, { product: cola, source: 'scanned' });
    await visits.require(here, {
      maxGroupSize: 2,
      minSavingMinor: 100,
      promotions: 'any',
      meetingPoints: 'any',
      blocks: [],
    });
    const after = shopOn(db);
    expect(after.visits.at(here)).toEqual(visits.at(here));
    expect(after.visits.at(here)?.lines).toMatchObject([
      { gtin: '04006381333931', quantity: 2, source: 'scanned' },
    ]);
    expect(said().map((one) => one.t)).toEqual([
      'visit-opened',
      'visit-lines',
      'visit-lines',
      'visit-requirements',
    ]);
    expect(said()[2]?.d['lines']).toEqual(visits.at(here)?.lines);
  });

  test('ends 90 minutes after its last sign of life, not before', async () => {
    const { visits, clock, said } = freshShop();
    await visits.identify(here, 'hash', 'en');
    clock.nowMs += 3 * 60_000;
    await visits.tick();
    expect(visits.at(here)).toBeUndefined();
    clock.nowMs += 87 * 60_000 - 1;
    await visits.tick();
    expect(visits.all()).toHaveLength(1);
    clock.nowMs += 1;
    await visits.tick();
    expect(visits.all()).toEqual([]);
    expect(said().at(-1)).toMatchObject({ t: 'visit-presence', d: { presence: 'ended' } });
  });

  test('that ended with a sale stays on the screen until she leaves, and cannot be changed any more', async () => {
    const { visits, said } = freshShop();
    const { visit } = await visits.identify(here, 'hash', 'en');
    await visits.news.takeState(ended(visit, 'sale'));
    const before = said().length;
    expect(visits.at(here)?.visit).toBe(visit);
    expect(await visits.add(here, { product: cola, source: 'scanned' })).toBe('no-visit');
    expect((await visits.identify(there, 'hash', 'en')).visit).not.toBe(visit);
    await visits.leave(here);
    expect(visits.at(here)).toBeUndefined();
    expect(
      said()
        .slice(before)
        .filter((one) => one.d['visit'] === visit),
    ).toEqual([]);
  });

  test('that central ended otherwise is gone at once', async () => {
    const { visits } = freshShop();
    const { visit } = await visits.identify(here, 'hash', 'en');
    await visits.news.takeState(ended(visit, 'left'));
    expect(visits.at(here)).toBeUndefined();
  });

  test('with a wait number leaves the screen and comes back by it', async () => {
    const { visits, said } = freshShop();
    const { visit } = await visits.identify(here, undefined, 'en');
    const waiting = await visits.wait(here);
    expect(visits.at(here)).toBeUndefined();
    expect(said().at(-1)).toMatchObject({
      t: 'visit-presence',
      d: { presence: 'in-shop', waitNumber: waiting?.waitNumber },
    });
    expect(await visits.comeBack(there, (waiting?.waitNumber ?? 0) + 1)).toBe('no-such-number');
    expect(await visits.comeBack(there, waiting?.waitNumber ?? 0)).toBe('done');
    expect(visits.at(there)?.visit).toBe(visit);
  });
});

describe('a basket', () => {
  test('counts the same product up, keeps weighed packs apart at their own price, and loses a line at zero', async () => {
    const { visits } = freshShop();
    await visits.identify(here, undefined, 'en');
    await visits.add(here, { product: cola, source: 'scanned' });
    await visits.add(here, { product: cola, source: 'scanned' });
    await visits.add(here, { product: cheese, source: 'scanned', packPriceMinor: 523 });
    await visits.add(here, { product: cheese, source: 'scanned', packPriceMinor: 519 });
    const lines = visits.at(here)?.lines ?? [];
    expect(lines.map((line) => [line.gtin, line.quantity, line.unitPriceMinor])).toEqual([
      ['04006381333931', 2, 300],
      ['CHEESE', 1, 523],
      ['CHEESE', 1, 519],
    ]);
    await visits.setQuantity(here, lines[0]?.id ?? '', 0);
    expect(visits.at(here)?.lines).toHaveLength(2);
    expect(await visits.setQuantity(here, 'nothing', 1)).toBe('no-such-line');
  });

  test('of a hundred lines is full, and its message still travels', async () => {
    const { visits, said } = freshShop();
    await visits.identify(here, undefined, 'en');
    const product = (index: number): Product =>
      Product.parse({
        code: `P${index}`,
        title: { en: '拼'.repeat(200) },
        category: 'x'.repeat(64),
        unitPriceMinor: 1,
      });
    for (let index = 0; index < 100; index += 1)
      await visits.add(here, { product: product(index), source: 'scanned' });
    expect(await visits.add(here, { product: product(100), source: 'scanned' })).toBe('busy');
    expect(said().filter((one) => one.t === 'visit-lines')).toHaveLength(100);
  });
});

test('suggestions: the highest version stays, and after central began anew whatever comes first', async () => {
  const { visits } = freshShop();
  const { visit } = await visits.identify(here, 'hash', 'en');
  const version = (number: number) => ({
    visit,
    terminal: here,
    device: BoxId.parse('box-1'),
    version: number,
    suggestions: [],
  });
  await visits.news.takeSuggestions(version(5));
  await visits.news.takeSuggestions(version(4));
  expect(visits.at(here)?.suggestions?.version).toBe(5);
  visits.news.forgetVersions();
  await visits.news.takeSuggestions(version(1));
  await visits.news.takeSuggestions(version(1));
  expect(visits.at(here)?.suggestions?.version).toBe(1);
});

test('an answer to something that is not offered is refused', async () => {
  const { visits, said } = freshShop();
  await visits.identify(here, 'hash', 'en');
  const suggestion = SuggestionId.parse(ulid(1, draw));
  expect(await visits.answer(here, suggestion, 'accept')).toBe('no-such-suggestion');
  expect(said().some((one) => one.t === 'answer')).toBe(false);
});
