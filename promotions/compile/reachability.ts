import type { Membership, MinimumNeeded, PromotionSet } from '../model/compiled.ts';

/**
 * What a receipt holds for each promotion that applies to it. It is counted line by line before the receipt is laid out, so that
 * promotions whose minimum is not reached cost nothing more. The arrays are by place in the file unless said otherwise. Entries of earlier calls are not cleared: an entry is valid where `seen` equals `round`.
 */
export interface Tally {
  round: number;
  /** The round in which the promotion was last counted. */
  readonly seen: Int32Array;
  /** Units in its scope. */
  readonly units: Float64Array;
  /** Their full price. */
  readonly amountMinor: Float64Array;
  /** The most units on one line. */
  readonly onALine: Float64Array;
  /** Units by part, for promotions of several parts: those of the promotion at place i begin at `partsFrom[i]`. */
  readonly partUnits: Float64Array;
  readonly partsFrom: Int32Array;
  /** The places of the promotions counted in this round, and how many there are. */
  readonly counted: Int32Array;
  countedPromotions: number;
  /** Lines in its scope. */
  readonly lineCount: Int32Array;
  /** Where the promotion's next line is written while the receipt is laid out; −1 where the promotion is left out. */
  readonly fillAt: Int32Array;
}

/** An empty tally for the promotions of a compiled set. */
export function tallyFor({ promotions }: PromotionSet): Tally {
  const parts = promotions.map((compiled) => compiled.parts.length);
  const partsFrom = new Int32Array(parts.length + 1);
  for (const [index, count] of parts.entries()) {
    partsFrom[index + 1] = (partsFrom[index] ?? 0) + (count > 1 ? count : 0);
  }
  return {
    round: 0,
    seen: new Int32Array(parts.length),
    units: new Float64Array(parts.length),
    amountMinor: new Float64Array(parts.length),
    onALine: new Float64Array(parts.length),
    partUnits: new Float64Array(partsFrom[parts.length] ?? 0),
    partsFrom,
    counted: new Int32Array(parts.length),
    countedPromotions: 0,
    lineCount: new Int32Array(parts.length),
    fillAt: new Int32Array(parts.length),
  };
}

const LAST_ROUND = 2 ** 31 - 1;

/** Begins the count of another receipt, in constant time. */
export function beginTally(tally: Tally): void {
  if (tally.round === LAST_ROUND) {
    tally.seen.fill(0);
    tally.round = 0;
  }
  tally.round += 1;
  tally.countedPromotions = 0;
}

/** Adds a line with at least one unit to the counts of each promotion that applies to it. */
export function countLine(
  tally: Tally,
  membership: Membership,
  quantity: number,
  unitPriceMinor: number,
): void {
  const { round, seen, units, amountMinor, onALine, lineCount, partsFrom, partUnits } = tally;
  const { places, masks } = membership;
  const lineMinor = quantity * unitPriceMinor;
  for (let entry = 0; entry < places.length; entry += 1) {
    const place = places[entry] ?? 0;
    const from = partsFrom[place] ?? 0;
    const to = partsFrom[place + 1] ?? 0;
    if (seen[place] !== round) {
      seen[place] = round;
      tally.counted[tally.countedPromotions] = place;
      tally.countedPromotions += 1;
      units[place] = quantity;
      amountMinor[place] = lineMinor;
      onALine[place] = quantity;
      lineCount[place] = 1;
      for (let part = from; part < to; part += 1) partUnits[part] = 0;
    } else {
      units[place] = (units[place] ?? 0) + quantity;
      amountMinor[place] = (amountMinor[place] ?? 0) + lineMinor;
      lineCount[place] = (lineCount[place] ?? 0) + 1;
      if (quantity > (onALine[place] ?? 0)) onALine[place] = quantity;
    }
    if (to === from) continue;
    const mask = masks[entry] ?? 0;
    for (let part = from; part < to; part += 1) {
      if ((mask & (1 << (part - from))) === 0) continue;
      partUnits[part] = (partUnits[part] ?? 0) + quantity;
    }
  }
}

/** Whether the receipt holds the minimum for the promotion at that place in the file. Only for promotions that were counted. */
export function reaches(tally: Tally, place: number, least: MinimumNeeded): boolean {
  if ((tally.units[place] ?? 0) < least.units) return false;
  if ((tally.amountMinor[place] ?? 0) < least.amountMinor) return false;
  if ((tally.onALine[place] ?? 0) < least.onALine) return false;
  const from = tally.partsFrom[place] ?? 0;
  for (let part = 0; part < least.partUnits.length; part += 1) {
    if ((tally.partUnits[from + part] ?? 0) < (least.partUnits[part] ?? 0)) return false;
  }
  return true;
}
