import type { Basket } from '../../contracts/basket.ts';
import { compilePromotions } from '../../promotions/compile/compile.ts';
import { connected } from '../../promotions/receipt/connected-components.ts';
import { layOutReceipt } from '../../promotions/receipt/receipt-layout.ts';
import { price } from '../../promotions/price.ts';
import { benchmark } from '../bench-io.ts';
import { peerOf, precomputedPeerOf, type Peer } from '../bench-price/peer.ts';
import { basketsFor, DENSITIES, promotionsFor, type Load } from '../bench-price/shop.ts';
import { openScratch, type Scratch } from '../../promotions/receipt/scratch.ts';

const SIZES = [
  { lines: 10, promotions: 20, baskets: 2_000 },
  { lines: 60, promotions: 200, baskets: 200 },
] as const;
/** Of a dense shop, which takes many times as long: fewer baskets. */
const DENSE_SHARE = 0.1;
/** The peer takes about the same time for every basket, so it need not see all of them. */
const PEERS_SHARE = 0.1;
const ROUNDS = 7;
const ROUND_MS = 150;
/** Baskets on which the peer's conditions are held against what our engine applied. */
const COMPARED = 50;

/** A machine is never quite quiet, so all take turns, round by round, and medians of the rounds count. */
export const bench = benchmark({
  about:
    "How many baskets are priced in a second. On one core, everything compiled beforehand, for 10 lines × 20 promotions and 60 × 200 in shops of three densities, next to json-rules-engine with the same promotions, in the same run. The peer only says which promotions' conditions hold: it has no best assignment, no layers and no allocation to compute.",
  example: 'pindan bench price',
  async run(_, io) {
    for (const size of SIZES) {
      for (const { name, scopesPerLine } of DENSITIES) {
        const share = name === 'dense' ? DENSE_SHARE : 1;
        const load = { ...size, scopesPerLine, baskets: size.baskets * share };
        io.err(`${size.lines} lines x ${size.promotions} promotions, ${name}`);
        const result = await measured(load);
        const { lines, promotions } = size;
        io.out(`${JSON.stringify({ bench: 'price', lines, promotions, shop: name, ...result })}\n`);
      }
    }
    return 0;
  },
});

async function measured(load: Load): Promise<Readonly<Record<string, number>>> {
  const file = promotionsFor(load);
  const baskets = basketsFor(load);
  const set = compilePromotions(file);
  const scratch = openScratch(set);
  const peer = peerOf(file);
  const precomputed = precomputedPeerOf(file);
  await compare(peer, baskets.slice(0, COMPARED), scratch);

  const ofPeer = baskets.slice(0, Math.ceil(baskets.length * PEERS_SHARE));
  const turns = {
    price: turnOf(baskets, (basket) => price(basket, set, { near: false, scratch }).discountMinor),
    near: turnOf(baskets, (basket) => price(basket, set, { scratch }).discountMinor),
    peer: turnOf(ofPeer, async (basket) => (await peer(basket)).length),
    precomputed: turnOf(ofPeer, async (basket) => (await precomputed(basket)).length),
  };
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const turn of Object.values(turns)) await turn.play(round > 0);
  }
  const ours = turns.price.median();
  const costs = baskets.map((basket) => costOf(basket, scratch)).toSorted((a, b) => a - b);
  return {
    ...densityOf(baskets, scratch),
    basketsPerSecond: Math.round(ours),
    withNearPerSecond: Math.round(turns.near.median()),
    p50Us: rounded(costs[Math.floor(costs.length * 0.5)] ?? 0),
    p99Us: rounded(costs[Math.floor(costs.length * 0.99)] ?? 0),
    peerPerSecond: Math.round(turns.peer.median()),
    timesThePeer: rounded(ours / turns.peer.median()),
    peerPrecomputedPerSecond: Math.round(turns.precomputed.median()),
    timesThePeerPrecomputed: rounded(ours / turns.precomputed.median()),
    notExact: baskets.filter((basket) => !price(basket, set, { near: false, scratch }).exact)
      .length,
  };
}

interface Turn {
  /** Works for a round: whole passes over its baskets, so that every round sees the same ones. */
  readonly play: (counts: boolean) => Promise<void>;
  /** Calls per second: the median of the rounds that counted. */
  readonly median: () => number;
}

function turnOf(
  baskets: readonly Basket[],
  work: (basket: Basket) => number | Promise<number>,
): Turn {
  const rates: number[] = [];
  let checksum = 0;
  const play = async (counts: boolean): Promise<void> => {
    let calls = 0;
    const startMs = performance.now();
    let elapsedMs = 0;
    while (elapsedMs < ROUND_MS) {
      for (const basket of baskets) {
        const result = work(basket);
        checksum += typeof result === 'number' ? result : await result;
      }
      calls += baskets.length;
      elapsedMs = performance.now() - startMs;
    }
    if (!Number.isFinite(checksum)) throw new Error('bug: a discount that is not a number');
    if (counts) rates.push((calls * 1000) / elapsedMs);
  };
  const median = (): number =>
    rates.toSorted((a, b) => a - b)[Math.floor(rates.length / 2)] ?? Number.NaN;
  return { play, median };
}

/** Microseconds for one basket: the best of three. */
function costOf(basket: Basket, scratch: Scratch): number {
  const { set } = scratch;
  let best = Infinity;
  for (let time = 0; time < 3; time += 1) {
    const startMs = performance.now();
    price(basket, set, { near: false, scratch });
    best = Math.min(best, (performance.now() - startMs) * 1000);
  }
  return best;
}

/** What we applied the peer must have matched: else its rules are wrong and the comparison is worth nothing. */
async function compare(peer: Peer, baskets: readonly Basket[], scratch: Scratch): Promise<void> {
  const { set } = scratch;
  let matched = 0;
  for (const basket of baskets) {
    const matches = new Set(await peer(basket));
    matched += matches.size;
    for (const { promotion } of price(basket, set, { near: false, scratch }).applied) {
      if (!matches.has(promotion)) throw new Error(`bug: the peer does not see ${promotion}`);
    }
  }
  if (matched === 0) throw new Error('bug: the peer never matched a rule');
}

/** How much there is to decide: scopes in which a line lies, promotions that a basket reaches, and baskets where they compete. */
function densityOf(baskets: readonly Basket[], scratch: Scratch): Readonly<Record<string, number>> {
  const { set } = scratch;
  let [lines, scopes, reached, competing] = [0, 0, 0, 0];
  for (const basket of baskets) {
    const memberships = basket.lines.map((line) => set.membership(line.gtin, line.category));
    lines += memberships.length;
    for (const membership of memberships) scopes += membership.promotions.length;
    const timesLimitOf = (): number => Infinity;
    const { applicables } = layOutReceipt(basket.lines, memberships, scratch, {
      timesLimitOf,
      unreached: false,
    });
    reached += applicables.length;
    const items = applicables.filter((applicable) => applicable.compiled.layer === 'item');
    if (connected(items, scratch).length < items.length) competing += 1;
  }
  return {
    scopesPerLine: rounded(scopes / lines),
    reachedPerBasket: rounded(reached / baskets.length),
    competingShare: rounded(competing / baskets.length),
  };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
