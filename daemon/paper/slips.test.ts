import { afterEach, describe, expect, test } from 'vitest';
import { draw } from '../../contracts/testing/draw.ts';
import { pairingCode } from '../../contracts/code.ts';
import { ulid } from '../../contracts/ids.ts';
import { nickname } from '../../contracts/nickname.ts';
import { PairingForMember } from '../../contracts/pairing.ts';
import { BoxId, VenueId } from '../../contracts/ids.ts';
import type { Slip, SlipOutcome } from '../../contracts/slip.ts';
import { WaitSlip } from '../../contracts/slip.ts';
import { type Database, openDatabase } from '../../store/database.ts';
import { type GroupCommit, groupCommit } from '../../store/group-commit.ts';
import { Outbox } from '../central/outbox.ts';
import { DAEMON_SCHEMA } from '../box/schema.ts';
import { type SlipPrinter, Slips } from './slips.ts';

const databases: Database[] = [];
/** What the open boxes write through. */
const commits: GroupCommit[] = [];
afterEach(() => {
  commits.length = 0;
  for (const db of databases.splice(0)) db.close();
});

const NOW_MS = 1_700_000_000_000;
const PAIRING = ulid(NOW_MS, () => 0.1);
const VISIT = ulid(NOW_MS, () => 0.2);

function code(seed: number): string {
  return pairingCode('29', () => seed);
}

function pairing(codeDigits: string, more: object = {}, slipMore: object = {}): PairingForMember {
  const slip = {
    kind: 'pairing',
    pairing: PAIRING,
    visit: VISIT,
    terminal: 'kiosk-1',
    language: 'en',
    venueName: 'Shop',
    currency: 'CNY',
    minorDigits: 2,
    timeZone: 'UTC',
    me: nickname(() => 0.1),
    partners: [nickname(() => 0.5)],
    meetingPoint: { id: 'A', name: { en: 'Desk' } },
    expiresAtMs: NOW_MS + 600_000,
    joint: [],
    jointPaysMinor: 100,
    jointTotalMinor: 200,
    savesMinor: 50,
    code: codeDigits,
    reprint: false,
    ...slipMore,
  };
  return PairingForMember.parse({
    pairing: PAIRING,
    visit: VISIT,
    terminal: 'kiosk-1',
    device: 'box-1',
    version: 1,
    state: 'confirmed',
    slip,
    channel: ulid(NOW_MS, () => 0.3),
    ...more,
  });
}

/** A printer whose jobs end when the test says how. */
class TestPrinter implements SlipPrinter {
  readonly id = 'printer-1';
  isReady = true;
  readonly slips: Slip[] = [];
  /** What the store said of the job at the moment of its first byte. */
  readonly stateAtFirstByte: unknown[] = [];
  readonly #ends: ((outcome: SlipOutcome | 'not-sent') => void)[] = [];
  readonly #db: Database;
  constructor(db: Database) {
    this.#db = db;
  }
  print(slip: Slip): Promise<SlipOutcome | 'not-sent'> {
    this.slips.push(slip);
    this.stateAtFirstByte.push(
      this.#db.prepare('SELECT state FROM slip_job ORDER BY job_id DESC').pluck().get(),
    );
    return new Promise((resolve) => void this.#ends.push(resolve));
  }
  async end(outcome: SlipOutcome | 'not-sent'): Promise<void> {
    this.#ends.shift()?.(outcome);
    await settled();
  }
  get codes(): readonly string[] {
    return this.slips.map((slip) => (slip.kind === 'pairing' ? slip.code : slip.kind));
  }
}

/** Until nothing is left to write: a slip takes fewer steps than this, each a commit and a turn of the event loop. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    for (const commit of commits) commit.flush();
    await new Promise((resolve) => void setImmediate(resolve));
  }
}

interface Box {
  readonly db: Database;
  readonly printer: TestPrinter;
  readonly slips: Slips;
  /** What central would be told. */
  readonly reports: () => readonly { readonly code: string; readonly outcome: string }[];
}

function boxOn(db: Database, nowMs = NOW_MS): Box {
  const commit = groupCommit(db);
  commits.push(commit);
  const outbox = new Outbox({
    db,
    commit,
    venue: VenueId.parse('shop'),
    dev: BoxId.parse('box-1'),
    limitBytes: 1e9,
    now: () => nowMs,
    random: draw,
  });
  const printer = new TestPrinter(db);
  const slips = new Slips({
    db,
    commit,
    outbox,
    printerFor: () => printer,
    now: () => nowMs,
    onChange: () => {},
    onFault: (fault) => {
      throw fault;
    },
  });
  return {
    db,
    printer,
    slips,
    reports: () =>
      outbox.after(0, 0, 100).map((row) => {
        const { d } = JSON.parse(String(row.message)) as { d: { code: string; outcome: string } };
        return { code: d.code, outcome: d.outcome };
      }),
  };
}

function freshBox(): Box {
  const { db } = openDatabase(':memory:', DAEMON_SCHEMA);
  databases.push(db);
  return boxOn(db);
}

describe('a slip', () => {
  test('is on disk as "sending" before its first byte, and its outcome goes up', async () => {
    const { slips, printer, reports } = freshBox();
    const mine = pairing(code(0.1));
    await slips.takePairing(mine);
    await settled();
    expect(printer.stateAtFirstByte).toEqual(['sending']);
    expect(slips.stateOf(mine.slip)).toBe('printing');
    await printer.end('printed');
    expect(slips.stateOf(mine.slip)).toBe('printed');
    expect(reports()).toEqual([{ code: code(0.1), outcome: 'printed' }]);
  });

  test('is printed once, however often central says it', async () => {
    const { slips, printer } = freshBox();
    const mine = pairing(code(0.1));
    await Promise.all([slips.takePairing(mine), slips.takePairing(mine)]);
    await settled();
    await slips.takePairing({ ...mine, version: 2 });
    await printer.end('printed');
    await slips.takePairing({ ...mine, version: 3 });
    await settled();
    expect(printer.codes).toEqual([code(0.1)]);
  });

  test('that central knows to be printed is not printed by a box that lost its store', async () => {
    const { slips, printer, reports } = freshBox();
    const mine = pairing(code(0.1), { slipOutcome: 'printed' });
    await slips.takePairing(mine);
    await settled();
    expect(printer.codes).toEqual([]);
    expect(slips.stateOf(mine.slip)).toBe('printed');
    expect(reports()).toEqual([]);
  });

  test.each(['uncertain', 'sent-unconfirmed'] as const)(
    'that ends %s is reported as such and not sent again',
    async (outcome) => {
      const { slips, printer, reports } = freshBox();
      await slips.takePairing(pairing(code(0.1)));
      await settled();
      await printer.end(outcome);
      slips.kick();
      await settled();
      expect(reports()).toEqual([{ code: code(0.1), outcome }]);
      expect(printer.codes).toHaveLength(1);
    },
  );

  test('with a new code after an uncertain one is a new job', async () => {
    const { slips, printer, reports } = freshBox();
    await slips.takePairing(pairing(code(0.1)));
    await settled();
    await printer.end('uncertain');
    await slips.takePairing(pairing(code(0.2), { version: 2 }, { reprint: true }));
    await settled();
    await printer.end('printed');
    expect(printer.codes).toEqual([code(0.1), code(0.2)]);
    expect(reports().map((one) => one.outcome)).toEqual(['uncertain', 'printed']);
  });

  test('not one byte of which was sent waits and is tried again when the printer changed', async () => {
    const { slips, printer, reports } = freshBox();
    const mine = pairing(code(0.1));
    await slips.takePairing(mine);
    await settled();
    await printer.end('not-sent');
    expect(slips.stateOf(mine.slip)).toBe('queued');
    expect(reports()).toEqual([]);
    slips.kick();
    await settled();
    expect(printer.codes).toHaveLength(2);
  });

  test('waits for a printer that is not ready', async () => {
    const { slips, printer } = freshBox();
    printer.isReady = false;
    await slips.takePairing(pairing(code(0.1)));
    await settled();
    expect(printer.codes).toEqual([]);
    printer.isReady = true;
    slips.kick();
    await settled();
    expect(printer.codes).toEqual([code(0.1)]);
  });
});

describe('a code that is no longer the member’s is never printed', () => {
  test.each([
    ['a newer code came while it waited', [pairing(code(0.2), { version: 2 })], [code(0.2)]],
    [
      'the pairing was cancelled while it waited',
      [pairing(code(0.1), { version: 2, state: 'cancelled' })],
      [],
    ],
  ] as const)('%s', async (_, later, printed) => {
    const { slips, printer } = freshBox();
    printer.isReady = false;
    await slips.takePairing(pairing(code(0.1)));
    for (const one of later) await slips.takePairing(one);
    printer.isReady = true;
    slips.kick();
    await settled();
    expect(printer.codes).toEqual(printed);
  });

  test('the pairing expired while it waited', async () => {
    const { slips, printer } = freshBox();
    await slips.takePairing(pairing(code(0.1), {}, { expiresAtMs: NOW_MS }));
    await settled();
    expect(printer.codes).toEqual([]);
  });
});

describe('after a crash', () => {
  test('a job that was being sent is uncertain, reported once, and never sent again', async () => {
    const { db, slips } = freshBox();
    const mine = pairing(code(0.1));
    await slips.takePairing(mine);
    await settled();
    const second = boxOn(db);
    await settled();
    expect(second.slips.stateOf(mine.slip)).toBe('uncertain');
    const third = boxOn(db);
    await third.slips.takePairing(mine);
    await settled();
    expect(third.reports()).toEqual([{ code: code(0.1), outcome: 'uncertain' }]);
    expect([...second.printer.codes, ...third.printer.codes]).toEqual([]);
  });

  test('a job that had not begun is printed', async () => {
    const { db, slips, printer } = freshBox();
    printer.isReady = false;
    await slips.takePairing(pairing(code(0.1)));
    const second = boxOn(db);
    second.slips.kick();
    await settled();
    expect(second.printer.codes).toEqual([code(0.1)]);
  });
});

test('a wait slip is printed and reported to nobody', async () => {
  const { slips, printer, reports } = freshBox();
  await slips.printWaitSlip(
    WaitSlip.parse({
      kind: 'wait',
      visit: VISIT,
      terminal: 'kiosk-1',
      language: 'en',
      venueName: 'Shop',
      timeZone: 'UTC',
      me: nickname(() => 0.4),
      number: 7,
      issuedAtMs: NOW_MS,
    }),
  );
  await settled();
  await printer.end('printed');
  expect(printer.codes).toEqual(['wait']);
  expect(reports()).toEqual([]);
  expect(slips.waiting).toBe(0);
});
