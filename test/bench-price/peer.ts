import { Engine, type Almanac, type RuleProperties } from 'json-rules-engine';
import type { Basket, BasketLine } from '../../contracts/basket.ts';
import type { Promotion } from '../../contracts/promotion.ts';
import type { PromotionsFile } from '../../contracts/promotions-file.ts';
import type { Scope } from '../../contracts/promotion-scope.ts';

/** Runs one basket and says which promotions' conditions hold. */
export type Peer = (basket: Basket) => Promise<readonly string[]>;

type Measure = 'spend' | 'units' | 'most units on a line';

/** What a condition is about: the basket's lines that lie in both scopes. */
interface ScopeParams {
  readonly scope: Scope;
  readonly part: Scope;
}

/**
 * json-rules-engine as its user would write it: one rule for each promotion, and facts that are functions of the basket with
 * the scope as their parameter ("dynamic facts" in its documentation), which the engine computes once for each scope and
 * basket. Every rule's condition is right; what the promotions give together, nobody works out.
 */
export function peerOf(file: PromotionsFile): Peer {
  const engine = new Engine();
  for (const measure of ['spend', 'units', 'most units on a line'] as const) {
    engine.addFact(measure, async (params: Record<string, unknown>, almanac: Almanac) => {
      const basket = await almanac.factValue<Basket>('basket');
      const [scope, part] = [scopeOf(params['scope']), scopeOf(params['part'])];
      return measured(measure, basket.lines, { scope, part });
    });
  }
  for (const promotion of file.promotions) engine.addRule(ruleOf(promotion, conditionOn));
  return async (basket) => {
    const result = await engine.run({ basket });
    return result.events.map((event) => event.type);
  };
}

/**
 * The cheapest form we could think of, though it is wrong wherever a scope names more than one product group: sums by group are
 * given as plain facts, and a rule looks at its scope's first group only.
 */
export function precomputedPeerOf(file: PromotionsFile): Peer {
  const engine = new Engine([], { allowUndefinedFacts: true });
  for (const promotion of file.promotions) {
    const firstGroup = (measure: Measure, params: ScopeParams, value: number): Condition => {
      const own = params.part.include ?? params.scope.include;
      return atLeast(`${measure} ${own?.categories?.[0] ?? ''}`, value);
    };
    engine.addRule(ruleOf(promotion, firstGroup));
  }
  return async (basket) => {
    const facts: Record<string, number> = {};
    for (const line of basket.lines) {
      const spend = `spend ${line.category}`;
      const units = `units ${line.category}`;
      facts[spend] = (facts[spend] ?? 0) + line.quantity * line.unitPriceMinor;
      facts[units] = (facts[units] ?? 0) + line.quantity;
    }
    const result = await engine.run(facts);
    return result.events.map((event) => event.type);
  };
}

interface Condition {
  readonly fact: string;
  readonly operator: string;
  readonly value: number;
  readonly params?: Record<string, unknown>;
}

function atLeast(fact: string, value: number): Condition {
  return { fact, operator: 'greaterThanInclusive', value };
}

function conditionOn(measure: Measure, params: ScopeParams, value: number): Condition {
  return { ...atLeast(measure, value), params: { ...params } };
}

/** When the promotion gives something; its reward stands in the event, as users of the engine do it. */
function ruleOf(
  promotion: Promotion,
  condition: (measure: Measure, params: ScopeParams, value: number) => Condition,
): RuleProperties {
  const { scope } = promotion;
  const whole = { scope, part: {} };
  const all = (...conditions: readonly Condition[]): RuleProperties => ({
    conditions: { all: [...conditions] },
    event: { type: promotion.id },
  });
  switch (promotion.kind) {
    case 'spend':
      return all(condition('spend', whole, promotion.tiers[0]?.spendMinor ?? 0));
    case 'quantity': {
      const least = promotion.tiers[0]?.quantity ?? 0;
      const measure = promotion.counts === 'per-line' ? 'most units on a line' : 'units';
      return all(condition(measure, whole, least));
    }
    case 'multi-buy':
      return all(condition('units', whole, promotion.buy + promotion.get));
    case 'buy-get':
      return all(
        ...[promotion.buy, promotion.get].map((part) =>
          condition('units', { scope, part: part.scope }, part.quantity),
        ),
      );
    case 'bundle':
      return all(
        ...promotion.parts.map((part) =>
          condition('units', { scope, part: part.scope }, part.quantity),
        ),
      );
    case 'cheapest':
    case 'plain':
      return all(condition('units', whole, 1));
  }
}

function measured(measure: Measure, lines: readonly BasketLine[], params: ScopeParams): number {
  let [spendMinor, units, most] = [0, 0, 0];
  for (const line of lines) {
    if (!isIn(params.scope, line) || !isIn(params.part, line)) continue;
    spendMinor += line.quantity * line.unitPriceMinor;
    units += line.quantity;
    most = Math.max(most, line.quantity);
  }
  return measure === 'spend' ? spendMinor : measure === 'units' ? units : most;
}

function isIn({ include, exclude }: Scope, line: BasketLine): boolean {
  const { category, gtin = '' } = line;
  if (exclude?.categories?.includes(category) === true) return false;
  if (exclude?.gtins?.includes(gtin) === true) return false;
  const categories = include?.categories ?? [];
  const gtins = include?.gtins ?? [];
  if (categories.length + gtins.length === 0) return true;
  return categories.includes(category) || gtins.includes(gtin);
}

/** The engine hands parameters back as they were given to it, but untyped. */
function scopeOf(param: unknown): Scope {
  if (isScope(param)) return param;
  throw new Error('bug: a rule without a scope');
}

function isScope(param: unknown): param is Scope {
  return typeof param === 'object' && param !== null;
}
