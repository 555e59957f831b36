import type { ReplayReport } from '../matcher/replay.ts';

/** How much a day's pooling would have come to, by one way of counting. */
export interface ReplayRow {
  readonly name: string;
  readonly pools: number;
  readonly savingMinor: number;
}

export interface ReplayTables {
  readonly byHour: readonly ReplayRow[];
  readonly byPromotion: readonly ReplayRow[];
  readonly byGroupSize: readonly ReplayRow[];
}

/** The pools of a day, counted by hour, by promotion and by group size. */
export function tablesOf(report: ReplayReport): ReplayTables {
  const [hours, promotions, sizes] = [
    new Map<string, ReplayRow>(),
    new Map<string, ReplayRow>(),
    new Map<string, ReplayRow>(),
  ];
  const add = (rows: Map<string, ReplayRow>, name: string, savingMinor: number): void => {
    const row = rows.get(name) ?? { name, pools: 0, savingMinor: 0 };
    rows.set(name, { name, pools: row.pools + 1, savingMinor: row.savingMinor + savingMinor });
  };
  for (const pool of report.pools) {
    add(
      hours,
      `${String(Math.floor(pool.atMs / 3_600_000)).padStart(2, '0')}:00`,
      pool.savingMinor,
    );
    add(sizes, `${pool.sales.length} shoppers`, pool.savingMinor);
    for (const { id, discountMinor } of pool.promotions) add(promotions, id, discountMinor);
  }
  const sorted = (rows: Map<string, ReplayRow>): readonly ReplayRow[] =>
    [...rows.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { byHour: sorted(hours), byPromotion: sorted(promotions), byGroupSize: sorted(sizes) };
}

/** Minor units as a plain decimal number. */
export function amount(minor: number, minorDigits: number): string {
  return (minor / 10 ** minorDigits).toFixed(minorDigits);
}
