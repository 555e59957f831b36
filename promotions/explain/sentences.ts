import type { LocalText } from '../../contracts/language.ts';
import type { Promotion, PromotionsFile, Scope } from '../../contracts/promotion.ts';
import { chinese, english, type Voice } from './voices.ts';

/** What a promotion does, in one sentence for each language of the screens. */
export function sentencesFor(
  promotion: Promotion,
  file: PromotionsFile,
): Readonly<Record<'en' | 'zh-Hans' | 'zh-Hant', string>> & LocalText {
  const money = { currency: file.currency, minorDigits: file.minorDigits };
  return {
    en: sentence(promotion, english(money)),
    'zh-Hans': sentence(promotion, chinese(money, 'zh-Hans')),
    'zh-Hant': sentence(promotion, chinese(money, 'zh-Hant')),
  };
}

function sentence(promotion: Promotion, voice: Voice): string {
  const clauses = [rule(promotion, voice), ...conditions(promotion, voice)];
  return voice.sentence(clauses);
}

function rule(promotion: Promotion, voice: Voice): string {
  const where = scopeWords(promotion.scope, voice);
  switch (promotion.kind) {
    case 'spend': {
      const [first] = promotion.tiers;
      if (promotion.repeat && first !== undefined) {
        return voice.spendRepeat(where, first.spendMinor, voice.reward(first.reward));
      }
      return voice.list(
        promotion.tiers.map((tier) =>
          voice.spend(where, tier.spendMinor, voice.reward(tier.reward)),
        ),
      );
    }
    case 'quantity':
      return voice.list(
        promotion.tiers.map((tier) =>
          voice.quantity(
            where,
            { count: tier.quantity, perLine: promotion.counts === 'per-line' },
            'offMinor' in tier.reward
              ? voice.onceOff(tier.reward.offMinor)
              : voice.reward(tier.reward),
          ),
        ),
      );
    case 'multi-buy':
      return voice.multiBuy(
        where,
        { buy: promotion.buy, get: promotion.get, favours: promotion.favours },
        voice.reward(promotion.reward),
      );
    case 'buy-get':
      return voice.buyGet(
        {
          count: promotion.buy.quantity,
          of: narrowed(promotion.scope, promotion.buy.scope, voice),
        },
        {
          count: promotion.get.quantity,
          of: narrowed(promotion.scope, promotion.get.scope, voice),
        },
        voice.reward(promotion.reward),
      );
    case 'bundle':
      return voice.bundle(
        promotion.parts.map((part) => ({
          count: part.quantity,
          of: narrowed(promotion.scope, part.scope, voice),
        })),
        voice.reward(promotion.reward),
      );
    case 'cheapest':
      return voice.cheapest(where, voice.reward(promotion.reward));
    case 'plain':
      return voice.plain(where, voice.reward(promotion.reward));
  }
}

function conditions(promotion: Promotion, voice: Voice): readonly string[] {
  const clauses: string[] = [];
  const { limit, when } = promotion;
  if (promotion.kind === 'spend' && promotion.repeat && promotion.maxTimes !== undefined) {
    clauses.push(voice.perReceipt(promotion.maxTimes));
  }
  if (limit?.perReceipt !== undefined) clauses.push(voice.perReceipt(limit.perReceipt));
  if (limit?.perShopperPerDay !== undefined) clauses.push(voice.perDay(limit.perShopperPerDay));
  if (promotion.capMinor !== undefined) clauses.push(voice.cap(promotion.capMinor));
  if (when !== undefined) {
    if (when.from !== undefined) clauses.push(voice.from(when.from));
    if (when.until !== undefined) clauses.push(voice.until(when.until));
    if (when.weekdays !== undefined) clauses.push(voice.weekdays(when.weekdays));
    if (when.hours !== undefined) clauses.push(voice.hours(...when.hours));
  }
  if (promotion.members === 'registered') clauses.push(voice.registered);
  if (promotion.group !== undefined) clauses.push(voice.group(promotion.group));
  if (promotion.alone) clauses.push(voice.alone);
  if (promotion.pooling === 'forbidden') clauses.push(voice.notPooled);
  return clauses;
}

/** A part's scope in words; the promotion's own scope is named beside it where both name something. */
function narrowed(whole: Scope, part: Scope, voice: Voice): string {
  if (isEverything(whole)) return scopeWords(part, voice);
  if (isEverything(part)) return scopeWords(whole, voice);
  return voice.within(scopeWords(part, voice), scopeWords(whole, voice));
}

function isEverything(scope: Scope): boolean {
  return [scope.include, scope.exclude].every(
    (set) => (set?.categories?.length ?? 0) + (set?.gtins?.length ?? 0) === 0,
  );
}

function scopeWords(scope: Scope, voice: Voice): string {
  const named = (set: Scope['include']): readonly string[] => [
    ...(set?.categories ?? []),
    ...(set?.gtins ?? []),
  ];
  const included = named(scope.include);
  const excluded = named(scope.exclude);
  const base = included.length === 0 ? voice.everything : voice.names(included);
  return excluded.length === 0 ? base : voice.except(base, voice.names(excluded));
}
