import { afterEach, describe, expect, test } from 'vitest';
import { draw } from '../../contracts/testing/draw.ts';
import { CodePrefix, pairingCode } from '../../contracts/code.ts';
import { BarcodeRules } from '../../contracts/barcode-rules.ts';
import { VenueConfiguration } from '../../contracts/configuration.ts';
import { BoxId, SuggestionId, TerminalId, ulid, VenueId } from '../../contracts/ids.ts';
import { gs1CheckDigit } from '../../contracts/gtin.ts';
import { nickname } from '../../contracts/nickname.ts';
import { ProductsPage } from '../../contracts/reference.ts';
import { KioskView } from '../../contracts/socket.ts';
import { SuggestionsForVisit } from '../../contracts/suggestion.ts';
import { VisitState } from '../../contracts/visit.ts';
import { parseBarcode } from '../../hardware/barcode/parse.ts';
import { type Database, openDatabase } from '../../store/database.ts';
import { groupCommit } from '../../store/group-commit.ts';
import { Kiosk } from './kiosk.ts';
import { previewSlip } from './preview.ts';
import { Outbox } from '../central/outbox.ts';
import { openReference } from '../central/reference.ts';
import { DAEMON_SCHEMA } from '../box/schema.ts';
import { Slips } from '../paper/slips.ts';
import { Visits } from './visits.ts';

const databases: Database[] = [];
afterEach(() => {
  for (const db of databases.splice(0)) db.close();
});

const here = TerminalId.parse('kiosk-1');
const venue = VenueConfiguration.parse({
  id: 'shop',
  name: { en: 'Shop' },
  currency: 'CNY',
  language: 'en',
  meetingPoints: [{ id: 'A', name: { en: 'Desk' } }],
});
const CARD = '9800000000014';

interface Stand {
  readonly kiosk: Kiosk;
  readonly visits: Visits;
  readonly central: { isOnline: boolean };
  readonly view: () => KioskView;
}

async function stand(): Promise<Stand> {
  const { db } = openDatabase(':memory:', DAEMON_SCHEMA);
  databases.push(db);
  const commit = groupCommit(db);
  const now = (): number => 1_700_000_000_000;
  const onChange = (): void => {};
  const outbox = new Outbox({
    db,
    commit,
    venue: VenueId.parse('shop'),
    dev: BoxId.parse('box-1'),
    limitBytes: 1e9,
    now,
    random: draw,
  });
  const visits = new Visits({ db, commit, outbox, now, random: draw, onChange });
  const slips = new Slips({
    db,
    commit,
    outbox,
    printerFor: () => undefined,
    now,
    onChange,
    onFault: () => {},
  });
  const reference = openReference(db, commit, onChange);
  await reference.takeProductsPage(
    ProductsPage.parse({
      version: 'v1',
      page: 0,
      pages: 1,
      products: [
        {
          code: 'COLA',
          gtins: ['4006381333931'],
          title: { en: 'Cola' },
          category: 'drinks',
          unitPriceMinor: 300,
        },
        {
          code: 'TEST',
          gtins: ['4012345678901'],
          title: { en: 'Pregnancy test' },
          unitPriceMinor: 900,
          sensitive: true,
        },
        { code: '12345', title: { en: 'Cheese' }, unitPriceMinor: 2000, soldBy: 'measure' },
      ],
    }),
  );
  const central = { isOnline: true };
  const rules = BarcodeRules.parse({ measured: { '21': 'IIIIIPPPPPC' } });
  const kiosk = new Kiosk({
    venue,
    visits,
    slips,
    reference,
    readBarcode: (text) => parseBarcode(text, rules, venue.codePrefix),
    hashCard: (card) => `hash-${card.length}`,
    isCentralOnline: () => central.isOnline,
    printerAt: () => undefined,
    isScannerAway: () => false,
    sendToChannel: async () => {},
    now,
    onChange,
  });
  return { kiosk, visits, central, view: () => KioskView.parse(kiosk.view(here, 1)) };
}

async function scan(kiosk: Kiosk, text: string): Promise<void> {
  await kiosk.command(here, { kind: 'scan', id: 1, text });
}

describe('a scan', () => {
  test('of a product opens a guest visit where there is none, and adds it', async () => {
    const { kiosk, view } = await stand();
    await scan(kiosk, '4006381333931');
    expect(view().visit).toMatchObject({
      member: false,
      lines: [{ title: { en: 'Cola' }, quantity: 1, unknown: false, source: 'scanned' }],
      totalMinor: 300,
      lastScan: { seq: 1, outcome: 'added', title: { en: 'Cola' } },
    });
  });

  test.each([
    ['a product that the shop does not know', '5901234123457', 'not-in-catalogue'],
    ['a wrong check digit', '4006381333930', 'invalid'],
    ['a pairing code', pairingCode(CodePrefix.parse('29'), () => 0.4), 'invalid'],
    ['what concerns nobody else', '4012345678901', 'not-for-pooling'],
  ])('of %s adds nothing and says why', async (_, text, outcome) => {
    const { kiosk, view } = await stand();
    await scan(kiosk, text);
    expect(view().visit?.lines).toEqual([]);
    expect(view().visit?.lastScan?.outcome).toBe(outcome);
  });

  test('of a weighed pack is one line at its own price', async () => {
    const { kiosk, view } = await stand();
    const body = '211234500523';
    await scan(kiosk, `${body}${gs1CheckDigit(body)}`);
    expect(view().visit?.lines).toMatchObject([
      { title: { en: 'Cheese' }, quantity: 1, amountMinor: 523 },
    ]);
  });

  test('of a card identifies, and its number is on no screen', async () => {
    const { kiosk, view } = await stand();
    await scan(kiosk, CARD);
    expect(view().visit?.member).toBe(true);
    expect(JSON.stringify(view())).not.toContain(CARD);
    expect(JSON.stringify(view())).not.toContain('hash-');
  });
});

test('a card and two products that come at once are one visit with both', async () => {
  const { kiosk, visits, view } = await stand();
  await visits.identify(here, 'another', 'en');
  await Promise.all([
    scan(kiosk, CARD),
    scan(kiosk, '4006381333931'),
    scan(kiosk, '4006381333931'),
  ]);
  expect(view().visit).toMatchObject({ member: true, lines: [{ quantity: 2 }] });
  expect(visits.all().filter((record) => record.presence === 'at-kiosk')).toHaveLength(1);
});

test('leaving makes the screen forget at once, the language too', async () => {
  const { kiosk, view } = await stand();
  await scan(kiosk, '4006381333931');
  await kiosk.command(here, { kind: 'language', id: 2, language: 'zh-Hant' });
  expect(view().language).toBe('zh-Hant');
  expect(await kiosk.command(here, { kind: 'leave', id: 3 })).toEqual({ kind: 'done', id: 3 });
  expect(view()).toMatchObject({ language: 'en' });
  expect(view().visit).toBeUndefined();
});

test('what a till rang up takes the place of the same goods scanned before', async () => {
  const { kiosk, visits, view } = await stand();
  await scan(kiosk, '4006381333931');
  const visit = visits.at(here)?.visit;
  await visits.news.takeState(
    VisitState.parse({
      visit,
      terminal: here,
      device: 'box-1',
      open: true,
      usual: ['COLA', 'GONE'],
      rungUp: [
        { id: 'r1', gtin: '04006381333931', quantity: 3, unitPriceMinor: 290, source: 'rung-up' },
      ],
    }),
  );
  expect(view().visit).toMatchObject({
    lines: [{ quantity: 3, source: 'rung-up' }],
    totalMinor: 870,
    usual: [{ code: 'COLA' }],
  });
});

describe('a suggestion', () => {
  async function offered(): Promise<Stand & { readonly suggestion: SuggestionId }> {
    const shop = await stand();
    await scan(shop.kiosk, '4006381333931');
    const visit = shop.visits.at(here)?.visit;
    const suggestion = SuggestionId.parse(ulid(5, () => 0.5));
    const member = (mine: boolean) => ({
      nickname: nickname(() => (mine ? 0.1 : 0.7)),
      mine,
      answer: 'open',
      contributesMinor: 300,
    });
    await shop.visits.news.takeSuggestions(
      SuggestionsForVisit.parse({
        visit,
        terminal: here,
        device: 'box-1',
        version: 1,
        suggestions: [
          {
            suggestion,
            visit,
            members: [member(true), member(false)],
            alonePaysMinor: 300,
            paysMinor: 250,
            savesMinor: 50,
            jointPaysMinor: 250,
            jointTotalMinor: 500,
            groupSavesMinor: 100,
            myLines: [{ visit, name: 'Cola', quantity: 1, amountMinor: 300 }],
            reasons: [],
            meetingPoint: { id: 'A', name: { en: 'Desk' } },
            expiresAtMs: 1_700_000_100_000,
            explain: { shapleyMinor: 50, floorMinor: 0, adjustedMinor: 0 },
          },
        ],
      }),
    );
    return { ...shop, suggestion };
  }

  test('has a preview of its slip, whose code is nobody’s', async () => {
    const { kiosk, visits, suggestion } = await offered();
    const reply = await kiosk.command(here, { kind: 'preview', id: 9, suggestion });
    expect(reply.kind === 'done' && reply.svg?.startsWith('<svg')).toBe(true);
    const record = visits.at(here);
    const [offer] = record?.suggestions?.suggestions ?? [];
    if (record === undefined || offer === undefined) throw new Error('the suggestion is gone');
    expect(previewSlip(record, offer, venue).code).toMatch(/^290{10}\d$/);
  });

  test('cannot be answered while central is away, and is not answered later by surprise', async () => {
    const { kiosk, central, suggestion } = await offered();
    central.isOnline = false;
    expect(
      await kiosk.command(here, { kind: 'answer', id: 9, suggestion, answer: 'accept' }),
    ).toEqual({ kind: 'refused', id: 9, reason: 'central-away' });
    central.isOnline = true;
    expect(
      await kiosk.command(here, { kind: 'answer', id: 10, suggestion, answer: 'accept' }),
    ).toEqual({ kind: 'done', id: 10 });
  });
});

test('asking for what is not there is refused with a reason', async () => {
  const { kiosk } = await stand();
  const refusals = [
    await kiosk.command(here, { kind: 'add', id: 1, product: 'NOTHING' }),
    await kiosk.command(here, { kind: 'add', id: 2, product: 'TEST' }),
    await kiosk.command(here, { kind: 'wait', id: 3 }),
    await kiosk.command(here, { kind: 'identify', id: 4, as: { kind: 'wait-number', number: 3 } }),
    await kiosk.command(here, { kind: 'set-quantity', id: 5, line: '1', quantity: 1 }),
  ];
  expect(refusals.map((reply) => reply.kind === 'refused' && reply.reason)).toEqual([
    'no-such-product',
    'no-such-product',
    'no-visit',
    'no-such-number',
    'no-visit',
  ]);
});
