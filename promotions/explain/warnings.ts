import { inEveryLanguage, type Language } from '../../contracts/language.ts';
import type { Promotion } from '../../contracts/promotion.ts';
import type { PromotionsFile } from '../../contracts/promotions-file.ts';
import type { Scope } from '../../contracts/promotion-scope.ts';
import type { AnyReward } from '../kinds/kind.ts';
import { kindOf, partScopes } from '../kinds/kinds.ts';
import { compileWindow } from '../compile/window.ts';
import { PHRASE_BOOKS } from './phrase-books.ts';
import type { WarningCode } from './warning-code.ts';

/** Something in a promotions file that is allowed but is hardly meant. */
export interface PromotionWarning {
  readonly code: WarningCode;
  readonly promotion: string;
  /** Other promotions that it is about. */
  readonly others: readonly string[];
  readonly text: Readonly<Record<Language, string>>;
}

/**
 * What a manager should look at before the file goes live: promotions that can never fire or never give anything, rules that
 * contradict each other, rules that are per customer but may be pooled, and rules that destroy value when pooled
 * (docs/facts/promotions.md#mechanics).
 */
export function warningsFor(file: PromotionsFile): readonly PromotionWarning[] {
  const warnings: PromotionWarning[] = [];
  for (const promotion of file.promotions) {
    const codes = [
      ...neverFires(promotion, file.timeZone),
      ...contradicts(promotion, file.promotions),
      ...(promotion.pooling === 'allowed' ? pooled(promotion) : []),
    ];
    for (const code of codes) {
      warnings.push({ code, promotion: promotion.id, others: [], text: warningText(code, []) });
    }
    const rivals = spendsOfSamePriority(promotion, file.promotions);
    if (rivals.length > 0) {
      warnings.push({
        code: 'same-priority',
        promotion: promotion.id,
        others: rivals,
        text: warningText('same-priority', rivals),
      });
    }
  }
  return warnings;
}

function warningText(
  code: WarningCode,
  others: readonly string[],
): Readonly<Record<Language, string>> {
  const named = others.join(', ');
  return inEveryLanguage((language) => PHRASE_BOOKS[language].warnings[code](named));
}

function neverFires(promotion: Promotion, timeZone: string): readonly WarningCode[] {
  const codes: WarningCode[] = [];
  if (promotion.when !== undefined) {
    const window = compileWindow(promotion.when, timeZone);
    if (window.fromMs >= window.untilMs) codes.push('never-open');
    else if (window.startMinute === window.endMinute) codes.push('no-hours');
  }
  if ([...partScopes(promotion), promotion.scope].some(isEmpty)) codes.push('empty-scope');
  if (promotion.capMinor === 0 || kindOf(promotion.kind).rewards(promotion).every(isNothing))
    codes.push('gives-nothing');
  return codes;
}

function contradicts(promotion: Promotion, all: readonly Promotion[]): readonly WarningCode[] {
  const codes: WarningCode[] = [];
  if (promotion.alone && promotion.group !== undefined) codes.push('alone-in-group');
  if (
    promotion.group !== undefined &&
    all.filter((other) => other.group === promotion.group).length === 1
  ) {
    codes.push('single-in-group');
  }
  return [...codes, ...kindOf(promotion.kind).contradictions(promotion)];
}

/** Rules that are meant per customer, and rules of which a pooled receipt has only one. */
function pooled(promotion: Promotion): readonly WarningCode[] {
  const codes: WarningCode[] = [];
  if (promotion.limit?.perShopperPerDay !== undefined) codes.push('pooled-per-day');
  if (promotion.members === 'registered') codes.push('pooled-members');
  const kind = kindOf(promotion.kind);
  codes.push(...kind.poolingLosses(promotion));
  const isCapped =
    promotion.capMinor !== undefined ||
    promotion.limit?.perReceipt !== undefined ||
    kind.mostTimes(promotion) < Infinity;
  if (isCapped) codes.push('pooled-cap');
  return codes;
}

function spendsOfSamePriority(promotion: Promotion, all: readonly Promotion[]): readonly string[] {
  if (!isOfSpendLayer(promotion) || promotion.alone) return [];
  const later = all.slice(all.indexOf(promotion) + 1);
  return later
    .filter(
      (other) =>
        isOfSpendLayer(other) &&
        !other.alone &&
        other.priority === promotion.priority &&
        (other.group === undefined || other.group !== promotion.group) &&
        sharesNames(promotion.scope, other.scope),
    )
    .map((other) => other.id);
}

function isOfSpendLayer(promotion: Promotion): boolean {
  return kindOf(promotion.kind).layer(promotion) === 'spend';
}

function sharesNames(one: Scope, other: Scope): boolean {
  const names = (scope: Scope): readonly string[] => [
    ...(scope.include?.categories ?? []),
    ...(scope.include?.gtins ?? []),
  ];
  const [first, second] = [names(one), names(other)];
  return first.length === 0 || second.length === 0 || first.some((name) => second.includes(name));
}

function isNothing(reward: AnyReward): boolean {
  return reward['percentOff'] === 0 || reward['offMinor'] === 0 || reward['unitOffMinor'] === 0;
}

/** Whether everything that the scope names is excluded again. */
function isEmpty(scope: Scope): boolean {
  const categories = scope.include?.categories ?? [];
  const gtins = scope.include?.gtins ?? [];
  if (categories.length + gtins.length === 0) return false;
  return (
    categories.every((category) => scope.exclude?.categories?.includes(category) === true) &&
    gtins.every((gtin) => scope.exclude?.gtins?.includes(gtin) === true)
  );
}
