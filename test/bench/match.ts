import blossom from 'edmonds-blossom';
import { parseArgs } from 'node:util';
import type { BenchIo } from '../bench-io.ts';
import { boundMinor } from '../../matcher/worths.ts';
import type { Column, Pool } from '../../matcher/pool.ts';
import { inventedBaskets, realBaskets } from '../oracle-matching/instances.ts';
import { allGroups } from '../oracle-matching/groups.ts';
import { prove } from '../oracle-matching/proven.ts';
import { openStream, quantile, snapshot, type Stream } from '../oracle-matching/stream.ts';

/**
 * `pindan bench match [--shoppers N] [--seeds N] [--events N] [--proven]`: a shop in motion; per event the time, per shopper the
 * memory, and how good the plan is: against the optimum that HiGHS proves (`--proven`, for up to about 100 shoppers), and
 * always against the bound over the groups that the matcher keeps, and beside the best pairs (edmonds-blossom). Seeds begin at
 * 1001; none below was used for tuning. One JSON line a run, and a summary.
 */
export async function bench(args: readonly string[], io: BenchIo): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      shoppers: { type: 'string', default: '100' },
      seeds: { type: 'string', default: '5' },
      events: { type: 'string', default: '200' },
      proven: { type: 'boolean', default: false },
    },
  });
  const shoppers = Number(values.shoppers);
  const real = realBaskets('2011-11-16');
  const proofs: number[] = [];
  for (const [name, baskets] of [
    ['invented', inventedBaskets],
    ['real', real],
  ] as const) {
    if (baskets === undefined) {
      io.err('match: no real baskets here (the online-retail days); skipped');
      continue;
    }
    for (let seed = 1001; seed < 1001 + Number(values.seeds); seed += 1) {
      const heapBefore = process.memoryUsage().heapUsed;
      const stream = openStream({ seed, shoppers, baskets }, () => performance.now());
      const tookMs: number[] = [];
      for (let event = 0; event < Number(values.events); event += 1)
        tookMs.push(stream.next().tookMs);
      const { pool } = stream.state;
      const proof = values.proven ? await proofOf(stream) : undefined;
      if (proof?.share !== undefined) proofs.push(proof.share);
      io.out(
        `${JSON.stringify({
          baskets: name,
          seed,
          shoppers: stream.present.size,
          eventP50Ms: round(quantile(tookMs, 0.5)),
          eventP99Ms: round(quantile(tookMs, 0.99)),
          heapBytesPerShopper: Math.round((process.memoryUsage().heapUsed - heapBefore) / shoppers),
          groupsKept: columnsOf(pool).length,
          totalMinor: pool.totalMinor,
          shareOfKeptBound: round(pool.totalMinor / boundMinor(pool)),
          bestPairsShare: round(bestPairsMinor(pool) / Math.max(1, pool.totalMinor)),
          ...proof,
        })}\n`,
      );
    }
  }
  if (proofs.length > 0) {
    io.out(
      `${JSON.stringify({
        proven: proofs.length,
        meanShareOfOptimum: round(proofs.reduce((sum, share) => sum + share, 0) / proofs.length),
        worstShareOfOptimum: round(Math.min(...proofs)),
      })}\n`,
    );
  }
  return 0;
}

async function proofOf(stream: Stream): Promise<{
  readonly optimumMinor: number;
  readonly isProven: boolean;
  readonly share?: number;
  readonly shareOfLpBound: number;
}> {
  const { totalMinor } = stream.state.pool;
  const input = snapshot(stream);
  const proof = await prove(allGroups(input), input.shoppers.length, totalMinor);
  return {
    optimumMinor: proof.optimumMinor,
    isProven: proof.isProven,
    ...(proof.isProven ? { share: round(totalMinor / proof.optimumMinor) } : {}),
    shareOfLpBound: round(totalMinor / proof.boundMinor),
  };
}

/** What the best disjoint pairs would save: maximum weight matching over the pairs that the matcher keeps. */
function bestPairsMinor(pool: Pool): number {
  const edges = columnsOf(pool)
    .filter((column) => column.slots.length === 2)
    .map((column): [number, number, number] => [
      column.slots[0] ?? 0,
      column.slots[1] ?? 0,
      column.gainMinor,
    ]);
  if (edges.length === 0) return 0;
  const gains = new Map(edges.map(([a, b, gain]) => [`${a} ${b}`, gain]));
  const mates = blossom(edges);
  let total = 0;
  for (const [a, b] of mates.entries()) if (b > a) total += gains.get(`${a} ${b}`) ?? 0;
  return total;
}

function columnsOf(pool: Pool): readonly Column[] {
  const columns = new Set<Column>();
  for (const slot of pool.slots) for (const column of slot?.columns ?? []) columns.add(column);
  return [...columns];
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
