import type { AnyReward, KindWarning } from './kind.ts';

interface Tiered {
  readonly tiers: readonly { readonly reward: AnyReward }[];
  readonly capMinor?: number | undefined;
}

/** What is wrong with a list of tiers, of which only the highest that is reached pays. */
export function tierContradictions({ tiers, capMinor = Infinity }: Tiered): readonly KindWarning[] {
  const rewards = tiers.map((tier) => tier.reward);
  const codes: KindWarning[] = [];
  if (isFalling(rewards)) codes.push('falling-tiers');
  const capped = rewards.filter((reward) => (reward['offMinor'] ?? -Infinity) >= capMinor);
  if (capped.length > 1) codes.push('capped-tiers');
  return codes;
}

function isFalling(rewards: readonly AnyReward[]): boolean {
  return rewards.some((reward, index) => {
    const before = rewards[index - 1];
    if (before === undefined) return false;
    const givesLess = ['percentOff', 'offMinor', 'unitOffMinor'].some(
      (key) => (reward[key] ?? Infinity) < (before[key] ?? -Infinity),
    );
    const isDearer =
      (reward['unitPriceMinor'] ?? -Infinity) > (before['unitPriceMinor'] ?? Infinity);
    return givesLess || isDearer;
  });
}
