import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { BenchIo } from '../bench-io.ts';
import { matchShoppers } from '../../matcher/match.ts';
import type { Column, Pool } from '../../matcher/pool.ts';
import { allGroups, type Groups } from '../oracle-matching/groups.ts';
import { inventedBaskets, realBaskets, type Baskets } from '../oracle-matching/instances.ts';
import { lpBound, prove } from '../oracle-matching/proven.ts';
import { bestPairs, bestPartnerQuery, solveAgain } from '../oracle-matching/rivals.ts';
import { openStream, quantile, snapshot, type Stream } from '../oracle-matching/stream.ts';

/** Seeds from here on were never used to choose how the matcher works. */
const FIRST_HELD_OUT_SEED = 1001;

/**
 * `pindan bench match [--shoppers N] [--seeds N] [--events N] [--largest 2|3|4] [--proven] [--no-bound]`: a shop in motion. Per event the time
 * (p50, p99), per shopper the bytes that the matcher's state adds to the heap after a forced collection, and what the plan saves as a
 * share of the bound that a linear programme over all feasible groups certifies (`--proven`: of the optimum that HiGHS proves);
 * beside it, on the same shop as it then stands, everybody matched at once, the best pairs there are, a best-partner SQL query, and
 * an integer programme over the groups that the matcher keeps, stopped after a second. One JSON line a seed.
 */
export async function bench(args: readonly string[], io: BenchIo): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      shoppers: { type: 'string', default: '100' },
      seeds: { type: 'string', default: '5' },
      events: { type: 'string', default: '100' },
      largest: { type: 'string', default: '4' },
      proven: { type: 'boolean', default: false },
      'no-bound': { type: 'boolean', default: false },
    },
  });
  const [shoppers, maxGroupSize] = [Number(values.shoppers), Number(values.largest)];
  const real = realBaskets('2011-11-16');
  if (real === undefined) io.err('match: no real baskets here (the online-retail days)');
  for (let index = 0; index < Number(values.seeds); index += 1) {
    const seed = FIRST_HELD_OUT_SEED + index;
    // In turn: real baskets where they are here, invented ones.
    const baskets = index % 2 === 0 && real !== undefined ? real : inventedBaskets;
    const { figures, held } = await shopInMotion({
      seed,
      shoppers,
      baskets,
      maxGroupSize,
      events: Number(values.events),
      isProven: values.proven,
      isBounded: !values['no-bound'],
    });
    const bytesPerShopper = Math.round(bytesOf(held) / figures.shoppers);
    const from = baskets === real ? 'real' : 'invented';
    io.out(`${JSON.stringify({ baskets: from, ...figures, bytesPerShopper })}\n`);
  }
  return 0;
}

interface Shop {
  readonly seed: number;
  readonly shoppers: number;
  readonly baskets: Baskets;
  readonly maxGroupSize: number;
  readonly events: number;
  readonly isProven: boolean;
  readonly isBounded: boolean;
}

/** The only thing that keeps a shop's state alive, so that it can be let go. */
interface Held {
  stream: Stream | undefined;
}

/** What the state adds to the heap: the heap with it less the heap without it, at the same moment. */
function bytesOf(held: Held): number {
  const before = heapBytes();
  held.stream = undefined;
  return before - heapBytes();
}

async function shopInMotion(shop: Shop): Promise<{
  readonly figures: { readonly seed: number; readonly shoppers: number };
  readonly held: Held;
}> {
  const { seed, maxGroupSize } = shop;
  const stream = openStream(shop, () => performance.now());
  const tookMs: number[] = [];
  for (let event = 0; event < shop.events; event += 1) tookMs.push(stream.next().tookMs);
  const { pool } = stream.state;
  const input = snapshot(stream);
  const share = (minor: number): number => round(minor / Math.max(1, pool.totalMinor));
  const from = performance.now();
  const atOnce = matchShoppers(input).totalSavingMinor;
  const atOnceMs = performance.now() - from;
  const [pairs, query] = [bestPairs(input), bestPartnerQuery(input)];
  const again = await solveAgain(keptGroups(pool), pool.slots.length);
  const certified = shop.isBounded
    ? await certifiedShares(input, {
        maxGroupSize,
        isProven: shop.isProven,
        plan: pool.totalMinor,
        atOnce,
      })
    : {};
  const figures = {
    seed,
    shoppers: input.shoppers.length,
    eventP50Ms: round(quantile(tookMs, 0.5)),
    eventP99Ms: round(quantile(tookMs, 0.99)),
    totalMinor: pool.totalMinor,
    ...certified,
    ofPlan: {
      atOnce: share(atOnce),
      bestPairs: share(pairs.totalMinor),
      bestPartnerQuery: share(query.totalMinor),
      oneSecondProgramme: share(again.totalMinor),
    },
    tookMs: {
      atOnce: Math.round(atOnceMs),
      bestPairs: Math.round(pairs.tookMs),
      bestPartnerQueryEach: round(query.tookMs / input.shoppers.length),
      oneSecondProgramme: Math.round(again.tookMs),
    },
  };
  return { figures, held: { stream } };
}

async function certifiedShares(
  input: Parameters<typeof allGroups>[0],
  of: {
    readonly maxGroupSize: number;
    readonly isProven: boolean;
    readonly plan: number;
    readonly atOnce: number;
  },
): Promise<Record<string, number | boolean>> {
  const groups = allGroups(input, of.maxGroupSize);
  const { boundMinor } = await lpBound(groups, input.shoppers.length);
  const shares = {
    shareOfBound: round(of.plan / boundMinor),
    atOnceShareOfBound: round(of.atOnce / boundMinor),
  };
  if (!of.isProven) return shares;
  const proof = await prove(groups, input.shoppers.length, Math.max(of.plan, of.atOnce));
  if (!proof.isProven) return { ...shares, isProven: false };
  return { ...shares, isProven: true, shareOfOptimum: round(of.plan / proof.optimumMinor) };
}

/** The heap in use after a full collection, so that garbage is not counted. */
function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
}

/** The groups that the matcher keeps, in the oracle's form; places are slots. */
function keptGroups(pool: Pool): Groups {
  const kept = new Set<Column>();
  for (const slot of pool.slots) for (const column of slot?.columns ?? []) kept.add(column);
  const columns = [...kept];
  const members = new Int16Array(columns.length * 4).fill(-1);
  for (const [index, column] of columns.entries()) members.set(column.slots, index * 4);
  return {
    count: columns.length,
    members,
    gainMinor: Int32Array.from(columns, (column) => column.gainMinor),
  };
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
