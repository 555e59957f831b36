/** One shopper's purchases of one item: one step for each visit after the first purchase. */
export interface PurchaseHistory {
  readonly steps: readonly {
    /** Days from her last purchase of the item to this visit. */
    readonly ageDays: number;
    /** Days from her last purchase to the visit before this one: 0 if she bought it on that visit. */
    readonly beforeDays: number;
    readonly isBought: boolean;
  }[];
}

/** The distribution of repurchase rates among shoppers, on a grid of rates, and how regular the gaps between purchases are. */
export interface RateDistribution {
  /** The number of Erlang stages of a gap: 1 is a Poisson process, more is more regular. */
  readonly stages: number;
  /** The probability of each rate of `RATES`. They sum to one. */
  readonly weights: readonly number[];
}

/** The grid of rates, in purchases a day: one that stands for never again, and from once in five years to twice a day. */
const RATES: readonly number[] = [
  1e-6,
  ...Array.from({ length: 19 }, (_, index) => (1 / 1800) * 3600 ** (index / 18)),
];
/** The numbers of stages that are tried. */
const STAGES = [1, 2, 4, 8];
/** The most histories that one distribution is fitted to. */
const SAMPLE = 3000;
/** Iterations of expectation-maximisation. */
const ROUNDS = 12;
/** Repurchases that are needed before the number of stages is fitted too. */
const REPURCHASES_NEEDED = 30;

/** The prior before anything is known: half of all purchases are never repeated, and otherwise all rates are equally likely. */
const UNKNOWN: RateDistribution = {
  stages: 1,
  weights: RATES.map((_, index) => (index === 0 ? 0.5 : 0.5 / (RATES.length - 1))),
};

/**
 * Fits a distribution of rates to purchase histories by expectation-maximisation (Dempster, Laird and Rubin 1977) over the grid of
 * rates. The grid needs no assumption on the shape of the distribution. The number of stages is the one with the largest likelihood.
 * @param prior a distribution that counts as so many histories more
 */
export function fitRates(
  all: readonly PurchaseHistory[],
  prior: { readonly rates: RateDistribution; readonly histories: number } = {
    rates: UNKNOWN,
    histories: 1,
  },
): RateDistribution {
  const every = Math.ceil(all.length / SAMPLE);
  const histories = all.filter(
    (history, index) => index % Math.max(1, every) === 0 && history.steps.length > 0,
  );
  if (histories.length === 0) return prior.rates;
  const repurchases = histories.reduce(
    (sum, { steps }) => sum + steps.filter((step) => step.isBought).length,
    0,
  );
  const stages = repurchases < REPURCHASES_NEEDED ? [prior.rates.stages] : STAGES;
  const fits = stages.map((count) => fitWeights(histories, count, prior));
  return fits.reduce((a, b) => (b.logLikelihood > a.logLikelihood ? b : a)).rates;
}

function fitWeights(
  histories: readonly PurchaseHistory[],
  stages: number,
  prior: { readonly rates: RateDistribution; readonly histories: number },
): { readonly rates: RateDistribution; readonly logLikelihood: number } {
  const likelihoods = histories.map((history) => likelihoodOf(history, stages));
  let weights = prior.rates.weights;
  let logLikelihood = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const counts = prior.rates.weights.map((weight) => weight * prior.histories);
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
  return { rates: { stages, weights }, logLikelihood };
}

/**
 * The probability that a shopper buys an item now, 0 to 1, and her mean rate, by the posterior distribution of her rate.
 * @param history her own purchases of the item
 * @param ageDays days since she last bought it
 * @param beforeDays days from that purchase to her last visit
 */
export function purchaseProbability(
  rates: RateDistribution,
  history: PurchaseHistory,
  ageDays: number,
  beforeDays: number,
): { readonly probability: number; readonly ratePerDay: number } {
  const { byRate } = likelihoodOf(history, rates.stages);
  let [total, probability, ratePerDay] = [0, 0, 0];
  for (const [index, rate] of RATES.entries()) {
    const weight = (byRate[index] ?? 0) * (rates.weights[index] ?? 0);
    total += weight;
    ratePerDay += weight * rate;
    probability += weight * needProbability(rate, rates.stages, ageDays, beforeDays);
  }
  return total === 0
    ? { probability: 0, ratePerDay: 0 }
    : { probability: probability / total, ratePerDay: ratePerDay / total };
}

/** By rate the likelihood of a history, scaled so that the largest is one; and the logarithm of the scale. */
function likelihoodOf(
  { steps }: PurchaseHistory,
  stages: number,
): { readonly byRate: readonly number[]; readonly logScale: number } {
  const logs = RATES.map((rate) =>
    steps.reduce((sum, { ageDays, beforeDays, isBought }) => {
      const bought = needProbability(rate, stages, ageDays, beforeDays);
      return sum + Math.log(Math.max(1e-12, isBought ? bought : 1 - bought));
    }, 0),
  );
  const logScale = Math.max(...logs);
  return { byRate: logs.map((log) => Math.exp(log - logScale)), logScale };
}

/** The probability that the need arose between two visits, given that it had not arisen at the earlier one. */
function needProbability(
  rate: number,
  stages: number,
  ageDays: number,
  beforeDays: number,
): number {
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
