import type { KindName } from '../../contracts/promotion.ts';
import type { OracleCase } from './brute-force.ts';
import {
  atMost,
  exactly,
  unknown,
  type Column,
  type Programme,
  type Terms,
} from './integer-programme.ts';
import {
  inScope,
  type OraclePromotion,
  type OracleReward,
  type OracleScope,
  type Unit,
} from './rules.ts';

/** All units of one price and category: no promotion of a dense case tells them apart. */
interface Pile extends Unit {
  readonly units: number;
}

/** How many units of a pile one promotion takes in one role. */
interface Taken {
  readonly pile: Pile;
  readonly column: Column;
}

interface Model {
  readonly programme: Programme;
  /** Dearest first. */
  readonly piles: readonly Pile[];
  /** Who takes from each pile. */
  readonly takers: Map<Pile, Column[]>;
}

/**
 * The item layer of a case as an integer programme, from the definition of each kind and from nothing in promotions/: how many
 * units of each pile each promotion takes, no unit twice. Its best value is the receipt's discount.
 * Knows the kinds and rewards that `denseCase` makes and throws at others.
 */
export function denseProgramme(given: OracleCase): Programme {
  const piles = pilesOf(given);
  const model: Model = {
    programme: { columns: [], rows: [] },
    piles,
    takers: new Map(piles.map((pile) => [pile, []])),
  };
  for (const promotion of given.promotions) ADDERS[promotion.kind](model, promotion);
  for (const [pile, columns] of model.takers) atMost(model.programme, sumOf(columns), pile.units);
  return model.programme;
}

function pilesOf({ lines }: OracleCase): readonly Pile[] {
  const same = Map.groupBy(lines, (line) => `${line.category} ${line.unitPriceMinor}`);
  return [...same.values()]
    .flatMap(([first, ...others]) =>
      first === undefined
        ? []
        : [
            {
              line: -1,
              gtin: '',
              category: first.category,
              priceMinor: first.unitPriceMinor,
              units: others.reduce((sum, line) => sum + line.quantity, first.quantity),
            },
          ],
    )
    .toSorted((a, b) => b.priceMinor - a.priceMinor);
}

/** What each kind puts into the programme. A kind of the contract that is not here does not compile. */
const ADDERS: Readonly<Record<KindName, (model: Model, promotion: OraclePromotion) => void>> = {
  plain: addPlain,
  quantity: addQuantity,
  'multi-buy': (model, promotion) => {
    if (promotion.get !== 1) throw unknownShape(promotion);
    const { scope } = promotion;
    addMatched(model, promotion, { buys: scope, gets: scope, buy: Number(promotion.buy) });
  },
  'buy-get': (model, promotion) => {
    const { buy, get } = promotion;
    if (typeof buy !== 'object' || typeof get !== 'object' || get.quantity !== 1)
      throw unknownShape(promotion);
    addMatched(model, promotion, { buys: buy.scope, gets: get.scope, buy: buy.quantity });
  },
  bundle: addBundle,
  cheapest: addCheapest,
  spend: (_, promotion) => {
    throw unknownShape(promotion);
  },
};

function unknownShape({ id, kind }: OraclePromotion): Error {
  return new Error(`promotion ${id}: the programme does not know this ${kind}`);
}

/** Any units in scope, as far as the limit goes. */
function addPlain(model: Model, promotion: OraclePromotion): void {
  const taken = take(model, promotion.scope);
  limitTimes(model, promotion, columnsOf(taken));
  earn(model, promotion, rewardsOf(promotion, taken, promotion.reward));
}

/** One unit at most, of those that cost least on the whole receipt. */
function addCheapest(model: Model, promotion: OraclePromotion): void {
  const taken = take(model, promotion.scope);
  const lowest = Math.min(...taken.map(({ pile }) => pile.priceMinor));
  for (const { pile, column } of taken)
    if (pile.priceMinor > lowest) atMost(model.programme, [[1, column]], 0);
  atMost(model.programme, sumOf(columnsOf(taken)), 1);
  earn(model, promotion, rewardsOf(promotion, taken, promotion.reward));
}

/** One tier at most, with the units that reach it and do not reach the next; an amount off is no more than they cost. */
function addQuantity(model: Model, promotion: OraclePromotion): void {
  const { programme, piles } = model;
  const all = piles.reduce((sum, pile) => sum + pile.units, 0);
  const reachedOnes: Column[] = [];
  const tiers = promotion.tiers ?? [];
  for (const [at, { quantity = 0, reward }] of tiers.entries()) {
    const isReached = unknown(programme, { most: 1, isWhole: true, worth: 0 });
    reachedOnes.push(isReached);
    const taken = take(model, promotion.scope);
    const columns = columnsOf(taken);
    const roof = (tiers[at + 1]?.quantity ?? all + 1) - 1;
    atMost(programme, [[quantity, isReached], ...sumOf(columns, -1)], 0);
    atMost(programme, [...sumOf(columns), [-roof, isReached]], 0);
    for (const { pile, column } of taken)
      atMost(
        programme,
        [
          [1, column],
          [-Math.min(roof, pile.units), isReached],
        ],
        0,
      );
    const worth =
      reward.offMinor === undefined
        ? earn(model, promotion, rewardsOf(promotion, taken, reward))
        : earn(model, promotion, percentOf(taken, 100));
    if (reward.offMinor !== undefined)
      atMost(
        programme,
        [
          [1, worth],
          [-reward.offMinor, isReached],
        ],
        0,
      );
  }
  atMost(programme, sumOf(reachedOnes), 1);
}

interface Matched {
  readonly buys: OracleScope | undefined;
  readonly gets: OracleScope | undefined;
  /** Units bought for each one that is discounted. */
  readonly buy: number;
}

/**
 * Every get unit has its own `buy` units. Where the scopes share a category they are no cheaper than it: by Hall's theorem for
 * nested neighbourhoods that can be done if, at every price, the get units from there up do not want more buy units than there
 * are from there up.
 */
function addMatched(model: Model, promotion: OraclePromotion, { buys, gets, buy }: Matched): void {
  const { programme, piles } = model;
  const [bought, got] = [take(model, buys), take(model, gets)];
  limitTimes(model, promotion, columnsOf(got));
  earn(model, promotion, rewardsOf(promotion, got, promotion.reward));
  if (!shareCategory(buys, gets)) {
    atMost(programme, [...sumOf(columnsOf(got), buy), ...sumOf(columnsOf(bought), -1)], 0);
    return;
  }
  const all = piles.reduce((sum, pile) => sum + pile.units, 0);
  let above: Terms = [];
  for (const priceMinor of new Set(piles.map((pile) => pile.priceMinor))) {
    const here = ({ pile }: Taken): boolean => pile.priceMinor === priceMinor;
    const [boughtHere, gotHere] = [bought.filter(here), got.filter(here)];
    if (boughtHere.length + gotHere.length === 0) continue;
    // What is bought and not yet matched from this price up.
    const spare = unknown(programme, { most: all, isWhole: false, worth: 0 });
    exactly(
      programme,
      [...above, ...sumOf(columnsOf(boughtHere)), ...sumOf(columnsOf(gotHere), -buy), [-1, spare]],
      0,
    );
    above = [[1, spare]];
  }
}

function shareCategory(one: OracleScope | undefined, other: OracleScope | undefined): boolean {
  const [first, second] = [one?.include?.categories ?? [], other?.include?.categories ?? []];
  return first.some((category) => second.includes(category));
}

/**
 * So many sets, each part's units come to exactly that. Which units stand together does not matter: a set that costs less than
 * its price only lowers the sum, so no best solution makes one.
 */
function addBundle(model: Model, promotion: OraclePromotion): void {
  const { programme, piles } = model;
  const { reward = {}, parts = [] } = promotion;
  const { priceMinor, percentOff } = reward;
  if (priceMinor === undefined && percentOff === undefined) throw unknownShape(promotion);
  const most = piles.reduce((sum, pile) => sum + pile.units, 0);
  const sets = unknown(programme, { most, isWhole: true, worth: 0 });
  limitTimes(model, promotion, [sets]);
  const taken = parts.flatMap((part) => {
    const ofPart = take(model, part.scope);
    exactly(programme, [...sumOf(columnsOf(ofPart)), [-part.quantity, sets]], 0);
    return ofPart;
  });
  earn(model, promotion, [
    ...percentOf(taken, percentOff ?? 100),
    [-100 * (priceMinor ?? 0), sets],
  ]);
}

function limitTimes(model: Model, { limit }: OraclePromotion, columns: readonly Column[]): void {
  const { perReceipt } = limit ?? {};
  if (perReceipt !== undefined) atMost(model.programme, sumOf(columns), perReceipt);
}

/** As many as it likes of every pile in scope. */
function take(model: Model, scope: OracleScope | undefined): readonly Taken[] {
  return model.piles.flatMap((pile) => {
    if (!inScope(scope, pile)) return [];
    const column = unknown(model.programme, { most: pile.units, isWhole: true, worth: 0 });
    model.takers.get(pile)?.push(column);
    return [{ pile, column }];
  });
}

/** In hundredths of a minor unit, as percentages are whole here. */
function rewardsOf(
  promotion: OraclePromotion,
  taken: readonly Taken[],
  reward: OracleReward = {},
): Terms {
  const { percentOff, unitOffMinor, unitPriceMinor } = reward;
  if (percentOff !== undefined) return percentOf(taken, percentOff);
  if (unitOffMinor === undefined && unitPriceMinor === undefined) throw unknownShape(promotion);
  return taken.map(({ pile: { priceMinor }, column }) => [
    100 * Math.min(unitOffMinor ?? Infinity, Math.max(0, priceMinor - (unitPriceMinor ?? 0))),
    column,
  ]);
}

function percentOf(taken: readonly Taken[], percent: number): Terms {
  return taken.map(({ pile, column }) => [pile.priceMinor * percent, column]);
}

/** A discount of these hundredths of minor units up to the cap, rounded half up: the largest whole number not above them and a half. */
function earn({ programme }: Model, { capMinor }: OraclePromotion, hundredths: Terms): Column {
  const all = hundredths.reduce((sum, [factor, { most }]) => sum + Math.max(0, factor) * most, 0);
  const isWhole = hundredths.some(([factor]) => factor % 100 !== 0);
  const most = Math.min(Math.ceil(all / 100), capMinor ?? Infinity);
  const worth = unknown(programme, { most, isWhole, worth: 1 });
  const scale = isWhole ? 1 : 100;
  const terms: Terms = hundredths.map(([factor, column]) => [-factor / scale, column]);
  atMost(programme, [[100 / scale, worth], ...terms], isWhole ? 50 : 0);
  return worth;
}

function columnsOf(taken: readonly Taken[]): readonly Column[] {
  return taken.map(({ column }) => column);
}

function sumOf(columns: readonly Column[], factor = 1): Terms {
  return columns.map((column) => [factor, column]);
}
