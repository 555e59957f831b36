export interface BackOffOptions {
  readonly firstMs: number;
  readonly limitMs: number;
}

/**
 * How long to wait before attempt `attempt` (0 = the first retry): doubling, capped, with equal jitter (half fixed, half
 * random) so that many boxes do not come back at the same moment.
 * @param random a number in [0, 1)
 */
export function backOffMs(attempt: number, random: number, options: BackOffOptions): number {
  const ceilingMs = Math.min(options.limitMs, options.firstMs * 2 ** Math.min(attempt, 30));
  return Math.round(ceilingMs / 2 + (ceilingMs / 2) * random);
}
