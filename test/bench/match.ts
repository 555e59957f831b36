import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { benchmark } from '../bench-io.ts';
import { matchShoppers } from '../../matcher/offline/match.ts';
import type { RestrictedMaster } from '../../matcher/search/restricted-master.ts';
import { allGroups, type Groups } from '../oracle-matching/groups.ts';
import { inventedBaskets, realBaskets, type Baskets } from '../oracle-matching/instances.ts';
import { lpBound, prove } from '../oracle-matching/proven.ts';
import { bestPairs, bestPartnerQuery, solveAgain } from '../oracle-matching/rivals.ts';
import { keptGroups } from '../../matcher/testing/kept-groups.ts';
import { openStream, quantile, snapshot, type Stream } from '../oracle-matching/stream.ts';

/** Seeds from here on were never used to choose how the matcher works. */
const FIRST_HELD_OUT_SEED = 1001;

export const bench = benchmark({
  about:
    "How well and how fast the matcher works in a shop in motion. Per event the time (p50, p99), likewise for the slices of improvement that central gives the plan in idle time after each event; per shopper the bytes that the matcher's state adds to the heap after a forced collection; and what the plan saves, right after the last event and after the idle time behind it, as a share of the bound that a linear programme over all feasible groups certifies. Beside it, on the same shop as it then stands: everybody matched at once, the best pairs there are, a best-partner SQL query, and an integer programme over the groups that the matcher keeps, stopped after a second. One JSON line a seed; all shares but those of the bound are of the plan after the idle time.",
  options: {
    shoppers: {
      type: 'number',
      value: 'N',
      whole: true,
      above: 0,
      default: 100,
      about: 'shoppers in the shop',
    },
    seeds: {
      type: 'number',
      value: 'N',
      whole: true,
      above: 0,
      default: 5,
      about: 'how many shops, each of a seed of its own',
    },
    from: {
      type: 'number',
      value: 'SEED',
      whole: true,
      above: 0,
      default: FIRST_HELD_OUT_SEED,
      about: 'the first seed',
    },
    events: {
      type: 'number',
      value: 'N',
      whole: true,
      above: 0,
      default: 100,
      about: 'events in each shop',
    },
    largest: {
      type: 'choice',
      choices: [2, 3, 4],
      default: 4,
      about: 'shoppers of the largest group',
    },
    proven: {
      type: 'flag',
      about: 'shares are of the optimum that HiGHS proves, not of the bound',
    },
    'no-bound': { type: 'flag', about: 'no share of a bound or an optimum' },
    'no-idle': { type: 'flag', about: 'no idle time, as if events came without a pause' },
  },
  example: 'pindan bench match --shoppers 50 --seeds 1',
  async run(options, io) {
    const real = realBaskets('2011-11-16');
    if (real === undefined) io.err('match: no real baskets here (the online-retail days)');
    for (let index = 0; index < options.seeds; index += 1) {
      const seed = options.from + index;
      // In turn: real baskets where they are here, invented ones.
      const baskets = seed % 2 === 1 && real !== undefined ? real : inventedBaskets;
      const { figures, held } = await shopInMotion({
        seed,
        shoppers: options.shoppers,
        baskets,
        maxGroupSize: options.largest,
        events: options.events,
        isProven: options.proven,
        isBounded: !options['no-bound'],
        isIdle: !options['no-idle'],
      });
      const bytesPerShopper = Math.round(bytesOf(held) / figures.shoppers);
      const from = baskets === real ? 'real' : 'invented';
      io.out(`${JSON.stringify({ baskets: from, ...figures, bytesPerShopper })}\n`);
    }
    return 0;
  },
});

interface Shop {
  readonly seed: number;
  readonly shoppers: number;
  readonly baskets: Baskets;
  readonly maxGroupSize: number;
  readonly events: number;
  readonly isProven: boolean;
  readonly isBounded: boolean;
  readonly isIdle: boolean;
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
  // While the shop filled up there was idle time too. Central gives several slices for each event; here it is one for each who came.
  const warm = shop.isIdle ? shop.shoppers : 0;
  for (let slices = 0; slices < warm;) slices += Math.max(1, stream.rest().length);
  const slicesMs: number[] = [];
  const { master } = stream.state;
  let answerMinor = 0;
  for (let event = 0; event < shop.events; event += 1) {
    tookMs.push(stream.next().tookMs);
    answerMinor = master.totalMinor;
    if (shop.isIdle) for (const took of stream.rest()) slicesMs.push(took);
  }
  const input = snapshot(stream);
  const share = (minor: number): number => round(minor / Math.max(1, master.totalMinor));
  const from = performance.now();
  const atOnce = matchShoppers(input).totalSavingMinor;
  const atOnceMs = performance.now() - from;
  const [pairs, query] = [bestPairs(input), bestPartnerQuery(input)];
  const again = await solveAgain(groupsKept(master), master.slots.length);
  const certified = shop.isBounded
    ? await certifiedShares(input, {
        maxGroupSize,
        isProven: shop.isProven,
        answer: answerMinor,
        plan: master.totalMinor,
        atOnce,
      })
    : {};
  const figures = {
    seed,
    shoppers: input.shoppers.length,
    eventP50Ms: round(quantile(tookMs, 0.5)),
    eventP99Ms: round(quantile(tookMs, 0.99)),
    sliceP50Ms: round(quantile(slicesMs, 0.5)),
    sliceP99Ms: round(quantile(slicesMs, 0.99)),
    answerMinor,
    totalMinor: master.totalMinor,
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
    readonly answer: number;
    readonly plan: number;
    readonly atOnce: number;
  },
): Promise<Record<string, number | boolean>> {
  const groups = allGroups(input, of.maxGroupSize);
  const { boundMinor } = await lpBound(groups, input.shoppers.length);
  const shares = {
    answerShareOfBound: round(of.answer / boundMinor),
    shareOfBound: round(of.plan / boundMinor),
    atOnceShareOfBound: round(of.atOnce / boundMinor),
  };
  if (!of.isProven) return shares;
  const proof = await prove(groups, input.shoppers.length, Math.max(of.plan, of.atOnce));
  if (!proof.isProven) return { ...shares, isProven: false };
  return {
    ...shares,
    isProven: true,
    answerShareOfOptimum: round(of.answer / proof.optimumMinor),
    shareOfOptimum: round(of.plan / proof.optimumMinor),
  };
}

/** The heap in use after a full collection, so that garbage is not counted. */
function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  // Twice: what arrays hold outside the heap is let go by the collection after.
  if (typeof collect === 'function') for (let again = 0; again < 2; again += 1) collect();
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
}

/** The groups that the matcher keeps, in the oracle's form; places are slots. */
function groupsKept(master: RestrictedMaster): Groups {
  const kept = keptGroups(master.columns);
  const members = new Int16Array(kept.length * 4).fill(-1);
  for (const [index, group] of kept.entries()) members.set(group.slots, index * 4);
  return {
    count: kept.length,
    members,
    gainMinor: Int32Array.from(kept, (group) => group.gainMinor),
  };
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
