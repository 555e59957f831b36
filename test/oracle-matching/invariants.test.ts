import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MatchInput } from '../../contracts/match.ts';
import type { Promotion } from '../../contracts/promotion.ts';
import type { Group } from '../../matcher/search/columns.ts';
import { groupTermsOf } from '../../matcher/value/feasibility.ts';
import { gainMinor } from '../../matcher/value/gain-cache.ts';
import { matchShoppers, masterOf } from '../../matcher/offline/match.ts';
import {
  groupKey,
  membersOf,
  partnersInPlan,
  plannedGroups,
  type RestrictedMaster,
} from '../../matcher/search/restricted-master.ts';
import { step } from '../../matcher/step.ts';
import type { MatcherState } from '../../matcher/state/state.ts';
import { stateText } from '../../matcher/testing/state-text.ts';
import { certifiedBound } from './bound.ts';
import { discount, gain, judge, optimum } from './definition.ts';
import { smallInput } from './generate.ts';
import { happenings } from './happenings.ts';
import { inventedBaskets } from './instances.ts';
import {
  emptyMatcher,
  inputNow,
  openPlay,
  playAll,
  POINTS,
  shopperNow,
  visitId,
  type Play,
  type ShopperInput,
} from './play.ts';
import { keptGroups } from '../../matcher/testing/kept-groups.ts';
import { openStream } from './stream.ts';

/*
 * The ten invariants of docs/facts/matching.md#invariants. Each is a property of its own: streams of events are generated, and
 * after every single event of every stream the invariant is held against pricing and a value function that share nothing with the
 * matcher (`definition.ts`, and `value.ts` for promotions of every kind).
 */

/** Streams for each invariant; PINDAN_STREAMS=1000 for an hour. */
const STREAMS = Number(process.env['PINDAN_STREAMS'] ?? 40);

/** Plays generated streams and holds the property after every event. @returns how often it looked at something */
function hold(property: (play: Play) => number | void, streams = STREAMS): number {
  let looked = 0;
  fc.assert(
    fc.property(smallInput, happenings, (input, list) => {
      playAll(
        openPlay(input, (play) => {
          looked += property(play) ?? 0;
        }),
        list,
      );
    }),
    { numRuns: streams },
  );
  return looked;
}

/** Groups that stand now: chosen for the plan, offered, or confirmed and still alive. */
function groupsOf(play: Play): readonly (readonly string[])[] {
  const { state } = play;
  return [
    ...chosenIds(state),
    ...[...state.suggestions.values()].map((suggestion) =>
      suggestion.terms.members.map((member) => member.id),
    ),
  ];
}

function chosenIds(state: MatcherState): readonly (readonly string[])[] {
  return plannedGroups(state.master).map((group) => idsIn(state.master, group));
}

function idsIn(master: RestrictedMaster, group: Group): readonly string[] {
  return membersOf(master, group.slots).map((member) => member.id);
}

describe('invariant 1: no shopper in two groups; every member is active; size, zone, block, deadline and accepted promotions hold', () => {
  test('invariant 1 holds after every event', () => {
    const looked = hold((play) => {
      const { state } = play;
      const planned = chosenIds(state).flat();
      expect(new Set(planned).size).toBe(planned.length);
      const confirmed = [...state.pairings.values()]
        .filter((pairing) => pairing.state === 'confirmed')
        .flatMap((pairing) => pairing.members.map((member) => member.shopper as string));
      expect(new Set(confirmed).size).toBe(confirmed.length);
      const groups = groupsOf(play);
      for (const ids of groups) {
        const members = ids.map((id) => shopperNow(play, id));
        for (const [index, member] of members.entries()) {
          const visit = state.visits.get(visitId(member.id));
          expect(visit?.presence).not.toBe('ended');
          expect(visit?.pairing).toBeUndefined();
          const needs = member.requirements;
          expect(members.length).toBeGreaterThanOrEqual(2);
          expect(members.length).toBeLessThanOrEqual(needs.maxGroupSize);
          for (const other of members.toSpliced(index, 1))
            expect(needs.blocks).not.toContain(other.id);
          if (needs.until !== undefined)
            expect(Date.parse(needs.until)).toBeGreaterThanOrEqual(state.nowMs + 600_000);
        }
        expect(POINTS.some((point) => members.every((member) => suits(member, point)))).toBe(true);
      }
      for (const offer of state.suggestions.values()) {
        for (const part of offer.terms.joint.parts) {
          const owner = shopperNow(play, part.owner);
          for (const line of part.lines)
            expect(mayStand(owner, line.category, play.input)).toBe(true);
        }
      }
      return groups.length;
    });
    expect(looked).toBeGreaterThan(0);
  });
});

function suits(shopper: ShopperInput, point: string): boolean {
  const { meetingPoints } = shopper.requirements;
  return meetingPoints === 'any' || meetingPoints.some((one) => one === point);
}

/** Whether a line may stand on a joint receipt: a promotion is for it, that may be pooled, and that she accepts. */
function mayStand(shopper: ShopperInput, category: string, input: MatchInput): boolean {
  const list = shopper.requirements.promotions;
  return input.promotions.some(
    (promotion) =>
      promotion.scope.include?.categories?.includes(category) === true &&
      promotion.pooling === 'allowed' &&
      (list === 'any' || list.includes(promotion.id)),
  );
}

describe('invariant 2: a gain recomputed from the baskets by an independent pricer equals the stored one', () => {
  test('invariant 2 holds for every group that is known, after every event', () => {
    const known = new Map<string, number>();
    const looked = hold((play) => {
      const { master, suggestions } = play.state;
      const again = (ids: readonly string[]): number => {
        const group = ids.map((id) => shopperNow(play, id));
        const key = JSON.stringify([play.input.promotions, group]);
        const value = known.get(key) ?? gain(group, play.input.promotions);
        known.set(key, value);
        return value;
      };
      const kept = keptGroups(master.columns);
      for (const group of kept) expect(group.gainMinor).toBe(again(idsIn(master, group)));
      for (const { terms } of suggestions.values())
        expect(terms.gainMinor).toBe(again(terms.members.map((member) => member.id)));
      const total = plannedGroups(master).reduce((sum, group) => sum + group.gainMinor, 0);
      expect(master.totalMinor).toBe(total);
      return kept.length;
    });
    expect(looked).toBeGreaterThan(0);
  });
});

describe('invariant 3: shares sum to the gain, nobody is below her minimum, everybody pays less than alone', () => {
  test('invariant 3 holds on every screen and in every pairing, after every event', () => {
    const looked = hold((play) => {
      const { state } = play;
      for (const { terms } of state.suggestions.values()) {
        expect(terms.shares.reduce((sum, share) => sum + share.savesMinor, 0)).toBe(
          terms.gainMinor,
        );
        for (const [index, share] of terms.shares.entries()) {
          const member = terms.members[index];
          if (member === undefined) throw new Error('a share without a member');
          const shopper = shopperNow(play, member.id);
          const { minSavingMinor } = shopper.requirements;
          expect(minSavingMinor).toBeGreaterThanOrEqual(1);
          expect(share.savesMinor).toBeGreaterThanOrEqual(minSavingMinor);
          expect(share.alonePaysMinor).toBe(alone(shopper, play.input.promotions));
          expect(share.paysMinor).toBe(share.alonePaysMinor - share.savesMinor);
          expect(share.paysMinor).toBeLessThan(share.alonePaysMinor);
          expect(share.jointPaysMinor).toBeGreaterThanOrEqual(0);
        }
      }
      for (const pairing of state.pairings.values()) {
        const { members } = pairing;
        expect(members.reduce((sum, member) => sum + member.savesMinor, 0)).toBe(
          pairing.savingMinor,
        );
        expect(members.reduce((sum, member) => sum + member.jointPaysMinor, 0)).toBe(
          pairing.jointTotalMinor,
        );
        for (const member of members) expect(member.savesMinor).toBeGreaterThanOrEqual(1);
      }
      return state.suggestions.size;
    });
    expect(looked).toBeGreaterThan(0);
  });
});

function alone(shopper: ShopperInput, promotions: readonly Promotion[]): number {
  const cost = shopper.lines.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0);
  return cost - discount(promotions, shopper.lines, shopper.member, shopper.usedToday);
}

describe('invariant 4: split and gain do not depend on the order of the members', () => {
  test('invariant 4 holds for every order of every offered group, after every event', () => {
    const looked = hold((play) => {
      const { master, suggestions } = play.state;
      for (const { terms } of suggestions.values()) {
        const saves = new Map(
          terms.members.map((member, index) => [member.id, terms.shares[index]?.savesMinor]),
        );
        for (const order of permutations(terms.members)) {
          const other = groupTermsOf(master.gainCache, order, master.terms);
          expect(gainMinor(master.gainCache, order)).toBe(terms.gainMinor);
          expect(
            new Map(
              other?.members.map((member, index) => [member.id, other.shares[index]?.savesMinor]),
            ),
          ).toEqual(saves);
        }
        const verdict = judge(
          terms.members.map((member) => shopperNow(play, member.id)).toReversed(),
          inputNow(play),
          POINTS,
        );
        expect(verdict.kind === 'feasible' && verdict.saves).toEqual(saves);
      }
      return suggestions.size;
    });
    expect(looked).toBeGreaterThan(0);
  });
});

function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  );
}

describe('invariant 5: the same events give the same bytes', () => {
  test('invariant 5 holds after every event, messages and state', () => {
    fc.assert(
      fc.property(smallInput, happenings, (input, list) => {
        const again = emptyMatcher(input);
        const play = playAll(
          openPlay(input, (first, said) => {
            // The event as a journal would give it back.
            const event = JSON.parse(JSON.stringify(first.events.at(-1))) as Play['events'][number];
            expect(JSON.stringify(step(again, event).messages)).toBe(JSON.stringify(said));
          }),
          list,
        );
        expect(stateText(again)).toBe(stateText(play.state));
      }),
      { numRuns: STREAMS },
    );
  });
});

describe('invariant 6: gain is monotone; another line never lowers what a receipt earns; a small shop is matched optimally', () => {
  test('invariant 6 holds for all groups of those who are there, after every event', () => {
    const looked = hold((play) => {
      const { master } = play.state;
      const members = master.slots.flatMap((slot) => slot?.member ?? []);
      let groups = 0;
      for (const group of subsets(members, 4)) {
        const whole = gainMinor(master.gainCache, group);
        expect(whole).toBeGreaterThanOrEqual(0);
        for (let out = 0; out < group.length; out += 1) {
          expect(gainMinor(master.gainCache, group.toSpliced(out, 1))).toBeLessThanOrEqual(whole);
        }
        groups += 1;
      }
      return groups;
    });
    expect(looked).toBeGreaterThan(0);
  });

  test('invariant 6: a line more never lowers the discount, where a higher tier gives at least what the lower one gave', () => {
    fc.assert(
      fc.property(smallInput, (input) => {
        const rising = input.promotions.filter(givesNoLess);
        for (const { lines, member } of input.shoppers) {
          const price = (kept: typeof lines): number =>
            discountBy({ ...input, promotions: rising }, kept, member);
          for (let count = 1; count <= lines.length; count += 1) {
            expect(price(lines.slice(0, count))).toBeGreaterThanOrEqual(
              price(lines.slice(0, count - 1)),
            );
          }
        }
      }),
      { numRuns: 5 * STREAMS },
    );
  });

  test('invariant 6: with nobody turned down, the plan is the optimum of the definitions, after every event', () => {
    const looked = hold((play) => {
      const { master } = play.state;
      if (master.bans.size > 0) return 0;
      expect(master.totalMinor).toBe(optimum(inputNow(play), POINTS));
      return 1;
    });
    expect(looked).toBeGreaterThan(0);
  });
});

/** What the engine gives on a receipt, as the matcher asks it: the price of one shopper alone. */
function discountBy(
  input: MatchInput,
  lines: MatchInput['shoppers'][number]['lines'],
  member: boolean,
): number {
  const [shopper] = input.shoppers;
  if (shopper === undefined) return 0;
  const { master, members } = masterOf({
    ...input,
    shoppers: [{ ...shopper, lines, member, usedToday: {} }],
  });
  const cost = lines.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0);
  expect(master.slotOfId.size).toBe(0);
  return cost - (members[0]?.alonePaysMinor ?? 0);
}

/** No tier gives less, at the spend where it begins, than the tier below gave. */
function givesNoLess(promotion: Promotion): boolean {
  if (promotion.kind !== 'spend') return true;
  const at = (tier: (typeof promotion.tiers)[number], spendMinor: number): number =>
    'percentOff' in tier.reward
      ? Math.round((spendMinor * tier.reward.percentOff) / 100)
      : tier.reward.offMinor;
  return promotion.tiers.every((tier, index) => {
    const below = promotion.tiers[index - 1];
    return below === undefined || at(tier, tier.spendMinor) >= at(below, tier.spendMinor);
  });
}

function subsets<T>(items: readonly T[], most: number): readonly (readonly T[])[] {
  const all: T[][] = [[]];
  for (const item of items) {
    for (const subset of all.slice()) if (subset.length < most) all.push([...subset, item]);
  }
  return all.filter((subset) => subset.length >= 2);
}

describe('invariant 7: the total is at most the certified bound, and at least what greedy makes of the same groups', () => {
  test('invariant 7: greedy over the groups that are known is never better, after every event', () => {
    const looked = hold((play) => {
      const { master } = play.state;
      expect(master.totalMinor).toBeGreaterThanOrEqual(greedy(master));
      return master.totalMinor > 0 ? 1 : 0;
    });
    expect(looked).toBeGreaterThan(0);
  });

  test('invariant 7: in a shop of sixty, after every event', async () => {
    const stream = openStream({ seed: 77, shoppers: 60, baskets: inventedBaskets }, () => 0);
    for (let event = 0; event < 25; event += 1) {
      stream.next();
      const { master } = stream.state;
      expect(master.totalMinor).toBeGreaterThanOrEqual(greedy(master));
      const groups = keptGroups(master.columns).map((group) => ({
        members: group.slots,
        gainMinor: group.gainMinor,
      }));
      const boundMinor = await certifiedBound(groups);
      expect(master.totalMinor).toBeLessThanOrEqual(boundMinor);
    }
  }, 60_000);

  test('invariant 7: the bound over all groups that the definitions allow, after every event', async () => {
    const inputs: { readonly total: number; readonly input: MatchInput }[] = [];
    hold(
      (play) => {
        inputs.push({ total: play.state.master.totalMinor, input: inputNow(play) });
      },
      Math.ceil(STREAMS / 4),
    );
    for (const { total, input } of inputs) {
      const places = input.shoppers.map((_, index) => index);
      const groups = subsets(places, 4).flatMap((members) => {
        const verdict = judge(
          members.flatMap((place) => input.shoppers[place] ?? []),
          input,
          POINTS,
        );
        return verdict.kind === 'feasible' ? [{ members, gainMinor: verdict.gainMinor }] : [];
      });
      const boundMinor = await certifiedBound(groups);
      expect(total).toBeLessThanOrEqual(boundMinor);
    }
    expect(inputs.some(({ total }) => total > 0)).toBe(true);
  }, 60_000);
});

/** Takes groups while they do not overlap, by gain, or by gain for each member: the better of the two. */
function greedy(master: RestrictedMaster): number {
  const totals = [1, 0].map((power) => {
    const taken = new Set<number>();
    let total = 0;
    const worth = (group: Group): number =>
      group.gainMinor / (power === 1 ? group.slots.length : 1);
    for (const group of keptGroups(master.columns).toSorted((a, b) => worth(b) - worth(a))) {
      if (group.slots.some((slot) => taken.has(slot))) continue;
      for (const slot of group.slots) taken.add(slot);
      total += group.gainMinor;
    }
    return total;
  });
  return Math.max(...totals);
}

describe('invariant 8: an unmatched shopper who leaves changes no group; names do not matter to the optimum', () => {
  test('invariant 8 holds for one unmatched shopper after another, along every stream', () => {
    const looked = hold((play) => {
      const { master } = play.state;
      const unmatched = master.slots.flatMap((slot) =>
        slot !== undefined && partnersInPlan(master, slot.index).length < 2 ? slot.member.id : [],
      );
      // A copy of the shop is played up to here for each look, so every second event looks at one of them, each in turn.
      const who = unmatched[play.events.length % Math.max(1, unmatched.length)];
      if (who === undefined || play.events.length % 2 !== 0) return 0;
      const other = emptyMatcher(play.input);
      for (const event of play.events) step(other, event);
      const before = keysOf(other);
      const number = play.events.length + 1;
      step(other, {
        atMs: play.nowMs,
        seed: number,
        entropy: number.toString(16).padStart(32, '7'),
        body: { kind: 'visit-ended', visit: visitId(who) },
      });
      expect(keysOf(other)).toEqual(before);
      return before.length;
    });
    expect(looked).toBeGreaterThan(0);
  });

  test('invariant 8: the same shoppers under other names are matched to the same total, after every event', () => {
    const looked = hold((play) => {
      const input = inputNow(play);
      const total = matchShoppers(input).totalSavingMinor;
      expect(matchShoppers(renamed(input)).totalSavingMinor).toBe(total);
      return total;
    });
    expect(looked).toBeGreaterThan(0);
  });
});

function keysOf(state: MatcherState): readonly string[] {
  return chosenIds(state).map(groupKey).toSorted();
}

/** Names that sort the other way round. */
function renamed(input: MatchInput): MatchInput {
  const text = JSON.stringify(input).replaceAll(
    /"s(\d+)"/g,
    (_, number: string) => `"z${String(99 - Number(number)).padStart(2, '0')}"`,
  );
  return JSON.parse(text) as MatchInput;
}

describe('invariant 10: a confirmed group is frozen', () => {
  test('invariant 10 holds for every pairing, after every event: only its state, its codes and its slips’ fates change', () => {
    const confirmed = new Map<string, string>();
    const looked = hold((play) => {
      const { state } = play;
      for (const pairing of state.pairings.values()) {
        const frozen = JSON.stringify({
          ...pairing,
          state: undefined,
          sale: undefined,
          members: pairing.members.map((member) => ({
            visit: member.visit,
            shopper: member.shopper,
            nickname: member.nickname,
            savesMinor: member.savesMinor,
            jointPaysMinor: member.jointPaysMinor,
          })),
        });
        const key = `${JSON.stringify(play.input)} ${pairing.id}`;
        expect(confirmed.get(key) ?? frozen).toBe(frozen);
        confirmed.set(key, frozen);
        const good = pairing.members.filter(
          (member) => state.codes.get(member.code)?.state === 'good',
        );
        expect(good).toHaveLength(pairing.state === 'confirmed' ? pairing.members.length : 0);
        if (pairing.state !== 'confirmed') continue;
        for (const { shopper } of pairing.members)
          expect(state.master.slotOfId.has(shopper)).toBe(false);
      }
      return state.pairings.size;
    });
    expect(looked).toBeGreaterThan(0);
  });
});
