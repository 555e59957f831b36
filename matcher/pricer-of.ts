import type { BasketLine } from '../contracts/basket.ts';
import { instantText } from '../contracts/instant.ts';
import type { PromotionSet } from '../promotions/compile.ts';
import { price } from '../promotions/price.ts';
import { isOpen, wallClock } from '../promotions/window.ts';
import type { Pricer } from './pricer.ts';

/** Which promotions run at a moment, as a text to compare; the same text means the same prices. */
export function activeKey(set: PromotionSet, atMs: number): string {
  if (!set.hasWindows) return '';
  const clock = wallClock(atMs, set.file.timeZone);
  return set.promotions
    .map((compiled) =>
      compiled.window === undefined || isOpen(compiled.window, clock) ? '1' : '0',
    )
    .join('');
}

/** The promotion engine, at one moment, as the matcher asks for it; without a moment time windows are not looked at. */
export function pricerOf(set: PromotionSet, atMs: number | undefined): Pricer {
  const key = atMs === undefined ? '' : activeKey(set, atMs);
  const at = atMs === undefined ? {} : { at: instantText(atMs) };
  const isActive = (index: number): boolean => key === '' || key.charAt(index) === '1';
  const promotionsOf: string[][] = [];
  const registeredOnly: boolean[] = [];
  for (const compiled of set.promotions) {
    (promotionsOf[compiled.component] ??= []).push(compiled.promotion.id);
    if (compiled.registeredOnly && isActive(compiled.index))
      registeredOnly[compiled.component] = true;
  }
  const priceLines: Pricer['price'] = (lines, context) =>
    price(
      {
        lines: [...lines],
        member: context.registered,
        ...at,
        usedToday: { ...context.usedToday },
      },
      set,
    );
  return {
    activeKey: key,
    componentCount: set.componentCount,
    componentOf: (line: BasketLine) => set.membership(line.gtin, line.category).components[0] ?? -1,
    isPoolable: (line: BasketLine) =>
      set
        .membership(line.gtin, line.category)
        .promotions.every((compiled) => compiled.poolable || !isActive(compiled.index)),
    promotionsOf: (component) => promotionsOf[component] ?? [],
    dependsOnRegistration: (component) => registeredOnly[component] ?? false,
    discountMinor: (_component, lines, context) =>
      priceLines(
        lines.map((line, index) => ({ ...line, id: String(index) })),
        context,
      ).discountMinor,
    price: priceLines,
  };
}
