import type { Promotion } from '../../contracts/promotion.ts';
import { kindOf } from '../kinds/kinds.ts';

/** Everything that may restrict a promotion, with the value that its phrase needs. */
export interface Conditions {
  /** Times on one receipt. */
  readonly perReceipt: number;
  /** Times for one shopper on one day. */
  readonly perShopperPerDay: number;
  readonly capMinor: number;
  readonly from: string;
  readonly until: string;
  /** 1 is Monday. */
  readonly weekdays: readonly number[];
  readonly hours: readonly [start: string, end: string];
  readonly registered: true;
  readonly group: string;
  readonly alone: true;
  readonly notPooled: true;
}

export type ConditionOf<C extends keyof Conditions = keyof Conditions> = {
  readonly [K in C]: { readonly about: K; readonly value: Conditions[K] };
}[C];

/** A condition in words. */
export interface ConditionText {
  readonly about: keyof Conditions;
  readonly text: string;
}

/** What restricts this promotion. A repeated spend promotion may be limited per receipt twice, by `maxTimes` and by its limit. */
export function conditionsOf(promotion: Promotion): readonly ConditionOf[] {
  const { limit, when } = promotion;
  const mostTimes = kindOf(promotion.kind).mostTimes(promotion);
  return [
    ...some('perReceipt', mostTimes < Infinity ? mostTimes : undefined),
    ...some('perReceipt', limit?.perReceipt),
    ...some('perShopperPerDay', limit?.perShopperPerDay),
    ...some('capMinor', promotion.capMinor),
    ...some('from', when?.from),
    ...some('until', when?.until),
    ...some('weekdays', when?.weekdays),
    ...some('hours', when?.hours),
    ...some('registered', promotion.members === 'registered' || undefined),
    ...some('group', promotion.group),
    ...some('alone', promotion.alone || undefined),
    ...some('notPooled', promotion.pooling === 'forbidden' || undefined),
  ];
}

function some<C extends keyof Conditions>(
  about: C,
  value: Conditions[C] | undefined,
): readonly ConditionOf<C>[] {
  return value === undefined ? [] : [{ about, value }];
}
