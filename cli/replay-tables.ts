import { promotionTitle } from '../contracts/promotion.ts';
import type { PromotionsFile } from '../contracts/promotions-file.ts';
import { localDay } from '../contracts/local-day.ts';
import type { ReplayReport } from '../matcher/offline/replay.ts';
import { wallClock } from '../promotions/compile/window.ts';

/** How much pooling would have come to, by one way of counting. */
export interface ReplayRow {
  /** What is counted: a day, an hour, a promotion's id, a number of shoppers. */
  readonly key: string;
  readonly name: string;
  readonly pools: number;
  readonly savingMinor: number;
}

export interface ReplayTables {
  readonly byDay: readonly ReplayRow[];
  readonly byHour: readonly ReplayRow[];
  /** Here a saving is what the promotion gave on joint receipts, of which a part would have been given without them. */
  readonly byPromotion: readonly ReplayRow[];
  readonly byGroupSize: readonly ReplayRow[];
}

/** The pools of a replay, counted by day, by hour of the venue's clock, by promotion and by group size. */
export function tablesOf(report: ReplayReport, file: PromotionsFile): ReplayTables {
  const [days, hours, promotions, sizes] = [
    createTally(),
    createTally(),
    createTally(),
    createTally(),
  ];
  for (const pool of report.pools) {
    const day = localDay(pool.atMs, file.timeZone);
    days.add(day, day, pool.savingMinor);
    const hour = Math.floor(wallClock(pool.atMs, file.timeZone).minute / 60);
    const clock = `${String(hour).padStart(2, '0')}:00`;
    hours.add(clock, clock, pool.savingMinor);
    const size = String(pool.sales.length);
    sizes.add(size, `${size} shoppers`, pool.savingMinor);
    for (const { id, discountMinor } of pool.promotions) {
      const found = file.promotions.find((promotion) => promotion.id === id);
      promotions.add(id, found === undefined ? id : promotionTitle(found, 'en'), discountMinor);
    }
  }
  return {
    byDay: days.rows(),
    byHour: withEveryHour(hours.rows()),
    byPromotion: promotions.rows().toSorted((a, b) => b.savingMinor - a.savingMinor),
    byGroupSize: sizes.rows(),
  };
}

interface Tally {
  add(key: string, name: string, savingMinor: number): void;
  rows(): readonly ReplayRow[];
}

function createTally(): Tally {
  const byKey = new Map<string, ReplayRow>();
  return {
    add(key, name, savingMinor) {
      const row = byKey.get(key) ?? { key, name, pools: 0, savingMinor: 0 };
      byKey.set(key, {
        key,
        name,
        pools: row.pools + 1,
        savingMinor: row.savingMinor + savingMinor,
      });
    },
    rows: () => [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1)),
  };
}

/** An hour in which nobody pooled is told too, between the first and the last. */
function withEveryHour(rows: readonly ReplayRow[]): readonly ReplayRow[] {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return [];
  const byKey = new Map(rows.map((row) => [row.key, row]));
  const all: ReplayRow[] = [];
  for (let hour = Number(first.key.slice(0, 2)); hour <= Number(last.key.slice(0, 2)); hour += 1) {
    const key = `${String(hour).padStart(2, '0')}:00`;
    all.push(byKey.get(key) ?? { key, name: key, pools: 0, savingMinor: 0 });
  }
  return all;
}

/** Minor units as a plain decimal number. */
export function amount(minor: number, minorDigits: number): string {
  return (minor / 10 ** minorDigits).toFixed(minorDigits);
}
