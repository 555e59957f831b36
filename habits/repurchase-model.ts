/**
 * One shopper and one item, since she first bought it: for each later visit, how long before it the last purchase was, how long
 * before the visit in between (nought where there was none), and whether she bought it then. In days.
 */
export interface PurchaseHistory {
  readonly steps: readonly {
    readonly ageDays: number;
    readonly beforeDays: number;
    readonly isBought: boolean;
  }[];
}

/** How often people want a kind of thing again: how likely each rate of the grid is, and how regular their gaps are. */
export interface RateDistribution {
  /** Erlang stages of a gap: 1 = at random, more = more like a clock. */
  readonly stages: number;
  /** By rate of `RATES`; they sum to one. */
  readonly weights: readonly number[];
}

/** Rates a day: never again, and from once in five years to twice a day. */
const RATES: readonly number[] = [
  1e-6,
  ...Array.from({ length: 19 }, (_, index) => (1 / 1800) * 3600 ** (index / 18)),
];
const STAGES = [1, 2, 4, 8];
/** Lines that are looked at to fit one rhythm. */
const SAMPLE = 3000;
const ROUNDS = 12;
/** Purchases again that a kind needs before its regularity is its own. */
const AGAIN_NEEDED = 30;

/** Before anything is known: half of what is bought is never wanted again, else every rate is as likely as any other. */
const UNKNOWN: RateDistribution = {
  stages: 1,
  weights: RATES.map((_, index) => (index === 0 ? 0.5 : 0.5 / (RATES.length - 1))),
};

/**
 * Fits a rhythm to trails by expectation-maximisation over the grid of rates, which needs no assumption on how rates are spread, and
 * by taking the regularity that makes the trails most likely.
 * @param otherwise weighs as much as so many trails of its own
 */
export function fitRates(
  all: readonly PurchaseHistory[],
  otherwise: { readonly rhythm: RateDistribution; readonly trails: number } = {
    rhythm: UNKNOWN,
    trails: 1,
  },
): RateDistribution {
  const every = Math.ceil(all.length / SAMPLE);
  const trails = all.filter(
    (history, index) => index % Math.max(1, every) === 0 && history.steps.length > 0,
  );
  if (trails.length === 0) return otherwise.rhythm;
  const again = trails.reduce(
    (sum, { steps }) => sum + steps.filter((step) => step.isBought).length,
    0,
  );
  const stages = again < AGAIN_NEEDED ? [otherwise.rhythm.stages] : STAGES;
  const fits = stages.map((count) => fitWeights(trails, count, otherwise));
  return fits.reduce((a, b) => (b.logLikelihood > a.logLikelihood ? b : a)).rhythm;
}

function fitWeights(
  trails: readonly PurchaseHistory[],
  stages: number,
  otherwise: { readonly rhythm: RateDistribution; readonly trails: number },
): { readonly rhythm: RateDistribution; readonly logLikelihood: number } {
  const likelihoods = trails.map((history) => likelihoodOf(history, stages));
  let weights = otherwise.rhythm.weights;
  let logLikelihood = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const counts = otherwise.rhythm.weights.map((weight) => weight * otherwise.trails);
    logLikelihood = 0;
    for (const { byRate, logScale } of likelihoods) {
      const posterior = byRate.map((likelihood, index) => likelihood * (weights[index] ?? 0));
      const total = posterior.reduce((sum, one) => sum + one, 0);
      logLikelihood += Math.log(total) + logScale;
      for (const [index, one] of posterior.entries()) {
        counts[index] = (counts[index] ?? 0) + one / total;
      }
    }
    const total = counts.reduce((sum, one) => sum + one, 0);
    weights = counts.map((count) => count / total);
  }
  return { rhythm: { stages, weights }, logLikelihood };
}

/**
 * The probability that she buys it now, and her mean rate: by what her own trail says of her rate.
 * @param ageDays since she last bought it; @param beforeDays how long that had been at her last visit
 */
export function purchaseProbability(
  rhythm: RateDistribution,
  history: PurchaseHistory,
  ageDays: number,
  beforeDays: number,
): { readonly probability: number; readonly ratePerDay: number } {
  const { byRate } = likelihoodOf(history, rhythm.stages);
  let [total, probability, ratePerDay] = [0, 0, 0];
  for (const [index, rate] of RATES.entries()) {
    const weight = (byRate[index] ?? 0) * (rhythm.weights[index] ?? 0);
    total += weight;
    ratePerDay += weight * rate;
    probability += weight * chance(rate, rhythm.stages, ageDays, beforeDays);
  }
  return total === 0
    ? { probability: 0, ratePerDay: 0 }
    : { probability: probability / total, ratePerDay: ratePerDay / total };
}

/** How likely a trail is at each rate, the largest being one, and the logarithm of what they were divided by. */
function likelihoodOf(
  { steps }: PurchaseHistory,
  stages: number,
): { readonly byRate: readonly number[]; readonly logScale: number } {
  const logs = RATES.map((rate) =>
    steps.reduce((sum, { ageDays, beforeDays, isBought }) => {
      const bought = chance(rate, stages, ageDays, beforeDays);
      return sum + Math.log(Math.max(1e-12, isBought ? bought : 1 - bought));
    }, 0),
  );
  const logScale = Math.max(...logs);
  return { byRate: logs.map((log) => Math.exp(log - logScale)), logScale };
}

/** That the need arose between two visits, given that it had not at the earlier one. */
function chance(rate: number, stages: number, ageDays: number, beforeDays: number): number {
  const before = surviving(rate * beforeDays, stages);
  return before <= 1e-12 ? 1 : 1 - surviving(rate * ageDays, stages) / before;
}

/** The probability that an Erlang gap with so many stages, of mean one, lasts longer than `time`. */
function surviving(time: number, stages: number): number {
  const scaled = time * stages;
  let [term, sum] = [1, 1];
  for (let stage = 1; stage < stages; stage += 1) {
    term *= scaled / stage;
    sum += term;
  }
  return Math.exp(-scaled) * sum;
}
