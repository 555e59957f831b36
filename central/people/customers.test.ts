import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Dialect, PostgresDialect, SqliteDialect } from 'kysely';
import { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { draw } from '../../contracts/testing/draw.ts';
import { openDatabase } from '../../store/database.ts';
import { type Customers, openCustomers } from './customers.ts';
import { findPostgres, type PostgresServer, startPostgres } from '../testing/postgres.ts';

const SEARCH = findPostgres();
const dir = mkdtempSync(join(tmpdir(), 'pindan-customers-'));
let postgres: PostgresServer | undefined;

interface Engine {
  readonly name: string;
  readonly isHere: boolean;
  readonly prepare: () => Promise<void>;
  readonly dialect: (name: string) => Promise<Dialect>;
}

const ENGINES: readonly Engine[] = [
  {
    name: 'SQLite',
    isHere: true,
    prepare: () => Promise.resolve(),
    dialect: (name) =>
      Promise.resolve(
        new SqliteDialect({ database: openDatabase(join(dir, `${name}.sqlite`), []).db }),
      ),
  },
  {
    name: 'PostgreSQL',
    isHere: SEARCH !== undefined,
    async prepare() {
      if (SEARCH !== undefined) postgres = await startPostgres(SEARCH);
    },
    async dialect(name) {
      if (postgres === undefined) throw new Error('no PostgreSQL');
      await postgres.createDatabase(name);
      return new PostgresDialect({ pool: new Pool(postgres.connection(name)) });
    },
  },
];

afterAll(async () => {
  await postgres?.stop();
  rmSync(dir, { recursive: true, force: true });
});

let databases = 0;

describe.each(ENGINES)(
  'the customer database on $name (skipped where it is not installed)',
  (engine) => {
    const opened: Customers[] = [];
    beforeAll(() => engine.prepare(), 60_000);
    afterEach(async () => {
      for (const customers of opened.splice(0)) await customers.close();
    });

    async function open(name: string, isNew: boolean = true): Promise<Customers> {
      const customers = await openCustomers({
        dialect: isNew
          ? await engine.dialect(name)
          : engine.name === 'SQLite'
            ? new SqliteDialect({ database: openDatabase(join(dir, `${name}.sqlite`), []).db })
            : new PostgresDialect({ pool: new Pool(postgres?.connection(name)) }),
        newKey: () =>
          Array.from({ length: 64 }, () => Math.floor(draw() * 16).toString(16)).join(''),
      });
      opened.push(customers);
      return customers;
    }
    const nameOf = (): string => `customers_${(databases += 1)}`;
    const buy = (sale: string, product: string, soldAtMs: number, shopper = 's') => ({
      shopper,
      product,
      sale,
      quantity: 1,
      soldAtMs,
    });

    test.skipIf(!engine.isHere)(
      'a card has one shopper, for ever, who is no part of the card',
      async () => {
        const name = nameOf();
        const first = await open(name);
        const seen = await first.shopperOf('hash-1');
        expect(seen).toMatchObject({
          isRegistered: true,
          shopper: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
        });
        expect((await first.shopperOf('hash-2')).shopper).not.toBe(seen.shopper);
        const elsewhere = await open(nameOf());
        expect((await elsewhere.shopperOf('hash-1')).shopper).not.toBe(seen.shopper);
        await elsewhere.close();
        await first.close();
        opened.length = 0;
        const again = await open(name, false);
        expect(await again.shopperOf('hash-1')).toEqual(seen);
      },
    );

    test.skipIf(!engine.isHere)(
      'the same news twice counts once, and how far it was told is kept with it',
      async () => {
        const customers = await open(nameOf());
        expect(await customers.appliedEvent()).toBe(0);
        const news = {
          shoppers: [{ shopper: 's', firstSeenAtMs: 1 }],
          purchases: [buy('1', 'COLA', 1_790_000_000_000)],
          uses: [{ shopper: 's', promotion: 'autumn', pairing: 'p1', day: '2026-11-30' }],
        };
        await customers.apply(7, news);
        await customers.apply(7, news);
        expect(await customers.appliedEvent()).toBe(7);
        expect(await customers.usual('s', 5)).toEqual(['COLA']);
        expect(await customers.usedOn('s', '2026-11-30')).toEqual({ autumn: 1 });
        expect(await customers.usedOn('s', '2026-12-01')).toEqual({});
        await customers.apply(9, {
          shoppers: [],
          purchases: [],
          uses: [{ shopper: 's', promotion: 'autumn', pairing: 'p2', day: '2026-11-30' }],
        });
        expect(await customers.usedOn('s', '2026-11-30')).toEqual({ autumn: 2 });
      },
    );

    test.skipIf(!engine.isHere)(
      'usual is what was bought in most sales, then what was bought last',
      async () => {
        const customers = await open(nameOf());
        const at = 1_790_000_000_000;
        await customers.apply(1, {
          shoppers: [],
          purchases: [
            buy('1', 'OIL', at),
            buy('1', 'RICE', at),
            buy('2', 'RICE', at + 1),
            buy('3', 'COLA', at + 2),
            buy('4', 'TEA', at + 2),
            buy('5', 'HAM', at, 'another'),
          ],
          uses: [],
        });
        expect(await customers.usual('s', 10)).toEqual(['RICE', 'COLA', 'TEA', 'OIL']);
        expect(await customers.usual('s', 2)).toEqual(['RICE', 'COLA']);
      },
    );

    test.skipIf(!engine.isHere)(
      'nobody has agreed to anything until she says so, and the latest word holds',
      async () => {
        const customers = await open(nameOf());
        const say = (atMs: number, isGiven: boolean, shopper = 's') =>
          customers.recordConsent({ shopper, purpose: 'intentions', isGiven, atMs });
        const purchases = [buy('1', 'OIL', 5), buy('2', 'TEA', 7), buy('3', 'HAM', 6, 'another')];
        await customers.apply(1, { shoppers: [], purchases, uses: [] });
        expect(await customers.agrees('s', 'intentions')).toBe(false);
        expect(await customers.historyFor('intentions', 10)).toEqual([]);
        await say(10, true);
        await say(11, false, 'another');
        expect(await customers.agrees('s', 'intentions')).toBe(true);
        expect(await customers.agrees('another', 'intentions')).toBe(false);
        expect(await customers.historyFor('intentions', 10)).toEqual(
          await customers.history('s', 10),
        );
        expect((await customers.history('s', 1)).map((one) => one.product)).toEqual(['TEA']);
        await say(12, false);
        await say(12, true);
        expect(await customers.agrees('s', 'intentions')).toBe(false);
        await say(13, true);
        expect(await customers.agrees('s', 'intentions')).toBe(true);
      },
    );
  },
);
