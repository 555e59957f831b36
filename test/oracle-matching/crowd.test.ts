import { describe, expect, test } from 'vitest';
import type { BasketLine } from '../../contracts/basket.ts';
import type { Promotion } from '../../contracts/promotion.ts';
import { plannedGroups, membersOf } from '../../matcher/search/restricted-master.ts';
import { gives } from './definition.ts';
import { inventedBaskets, realBaskets, type Baskets } from './instances.ts';
import type { ShopperInput } from './play.ts';
import { openStream, type Stream } from './stream.ts';

/** Events in a shop of sixty; PINDAN_CROWD=1000 for an hour. */
const EVENTS = Number(process.env['PINDAN_CROWD'] ?? 25);
const real = realBaskets('2011-11-16');

/** Lines in a promotion's scope, in the one category that the definition looks at. */
function linesFor(promotion: Promotion, shopper: ShopperInput): readonly BasketLine[] {
  const categories = promotion.scope.include?.categories ?? [];
  const [first = ''] = categories;
  return shopper.lines
    .filter((line) => categories.includes(line.category))
    .map((line) => ({ ...line, category: first }));
}

/** The gain by its definition: no two promotions of these shops meet, so each is a component, and all choices of members are tried. */
function gainOf(group: readonly ShopperInput[], promotions: readonly Promotion[]): number {
  let total = 0;
  for (const promotion of promotions) {
    const lines = group
      .map((shopper) => linesFor(promotion, shopper))
      .filter((own) => own.length > 0);
    if (lines.length < 2) continue;
    const alone = lines.map((own) => gives(promotion, own, false, 0));
    let best = 0;
    for (let mask = 3; mask < 1 << lines.length; mask += 1) {
      const inIt = lines.filter((_, index) => (mask & (1 << index)) !== 0);
      const own = alone.reduce(
        (sum, minor, index) => ((mask & (1 << index)) === 0 ? sum : sum + minor),
        0,
      );
      best = Math.max(best, gives(promotion, inIt.flat(), false, 0) - own);
    }
    total += best;
  }
  return total;
}

function check({ state, present, promotions }: Stream): number {
  const inputs = (ids: readonly string[]): readonly ShopperInput[] =>
    ids.flatMap((id) => present.get(id) ?? []);
  const seen = new Set<string>();
  for (const group of plannedGroups(state.master)) {
    const ids = membersOf(state.master, group.slots).map((member) => member.id);
    for (const id of ids) {
      expect(present.has(id)).toBe(true);
      expect(seen.has(id)).toBe(false);
      seen.add(id);
    }
    checkGroup(inputs(ids), group.gainMinor, promotions);
  }
  for (const { terms } of state.suggestions.values()) {
    const group = inputs(terms.members.map((member) => member.id));
    checkGroup(group, terms.gainMinor, promotions);
    expect(terms.shares.reduce((sum, share) => sum + share.savesMinor, 0)).toBe(terms.gainMinor);
    for (const [index, share] of terms.shares.entries()) {
      expect(share.savesMinor).toBeGreaterThanOrEqual(
        group[index]?.requirements.minSavingMinor ?? Infinity,
      );
      expect(share.paysMinor).toBe(share.alonePaysMinor - share.savesMinor);
      expect(share.jointPaysMinor).toBeGreaterThanOrEqual(0);
    }
  }
  for (const visit of state.visits.values()) expect(visit.suggestions.size).toBeLessThanOrEqual(3);
  return state.suggestions.size;
}

function checkGroup(
  group: readonly ShopperInput[],
  storedMinor: number,
  promotions: readonly Promotion[],
): void {
  const gain = gainOf(group, promotions);
  expect(storedMinor).toBe(gain);
  for (const [index, shopper] of group.entries()) {
    const rest = group.toSpliced(index, 1);
    const { maxGroupSize, blocks, minSavingMinor, meetingPoints } = shopper.requirements;
    expect(group.length).toBeLessThanOrEqual(maxGroupSize);
    for (const other of rest) expect(blocks).not.toContain(other.id);
    // Nobody rides free.
    expect(gain - gainOf(rest, promotions)).toBeGreaterThanOrEqual(minSavingMinor);
    if (index > 0 || meetingPoints === 'any') continue;
    expect(
      meetingPoints.some((point) =>
        rest.every(
          ({ requirements }) =>
            requirements.meetingPoints === 'any' || requirements.meetingPoints.includes(point),
        ),
      ),
    ).toBe(true);
  }
}

function hold(baskets: Baskets): void {
  const stream = openStream({ seed: 78, shoppers: 60, baskets }, () => 0);
  let offers = 0;
  for (let event = 0; event < EVENTS; event += 1) {
    stream.next();
    offers += check(stream);
  }
  expect(offers).toBeGreaterThan(EVENTS);
}

describe('invariants 1, 2 and 3 in a shop of sixty, after every event', () => {
  test('invented baskets', () => hold(inventedBaskets), 600_000);

  test.skipIf(real === undefined)(
    'real baskets (needs the online-retail days)',
    () => hold(real ?? inventedBaskets),
    600_000,
  );
});
