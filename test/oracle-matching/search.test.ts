import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Group } from '../../matcher/search/columns.ts';
import { recombine } from '../../matcher/search/partition-crossover.ts';
import { ruinAndRecreate } from '../../matcher/search/ruin-and-recreate.ts';
import { pushMember, openPartialGroup } from '../../matcher/value/incremental-gain.ts';
import { gainMinor } from '../../matcher/value/gain-cache.ts';
import { allSlots } from '../../matcher/search/large-neighbourhood-search.ts';
import { masterOf } from '../../matcher/offline/match.ts';
import { putMembers } from '../../matcher/search/plan.ts';
import {
  addColumn,
  addMember,
  choose,
  plannedGroups,
  unchoose,
} from '../../matcher/search/restricted-master.ts';
import { marginalGains } from '../../matcher/value/marginal-gains.ts';
import { SLICE_OPERATIONS, step } from '../../matcher/step.ts';
import { smallInput } from './generate.ts';
import { inventedBaskets, makeInstance } from './instances.ts';
import { countTotal, keptGroups } from '../../matcher/testing/kept-groups.ts';
import { openStream } from './stream.ts';

/* What the search is made of, each against its plain definition. */

test('what each shopper would add to a group, worked out for all at once, is what the definition says', () => {
  let looked = 0;
  fc.assert(
    fc.property(smallInput, (input) => {
      const { master, members } = masterOf(input);
      const slots = members.map((member) => addMember(master, member));
      for (const first of slots) {
        const partial = openPartialGroup(master.gainCache, first.member.registered);
        const group = [first];
        pushMember(partial, first.member, first.contributions);
        const second = slots.find(
          (slot) => slot !== first && slot.member.registered === first.member.registered,
        );
        if (second !== undefined && looked % 2 === 0) {
          group.push(second);
          pushMember(partial, second.member, second.contributions);
        }
        const added = new Float64Array(master.slots.length);
        marginalGains(partial, master, -1, added);
        const before = gainMinor(
          master.gainCache,
          group.map((slot) => slot.member),
        );
        expect(partial.gainMinor).toBe(before);
        for (const slot of slots) {
          if (group.includes(slot) || slot.member.registered !== first.member.registered) continue;
          looked += 1;
          const after = gainMinor(
            master.gainCache,
            [...group, slot].map(({ member }) => member),
          );
          expect(added[slot.index]).toBe(after - before);
        }
      }
    }),
    { numRuns: 300 },
  );
  expect(looked).toBeGreaterThan(300);
});

describe('of two plans the better pieces are kept', () => {
  const { master, members } = masterOf(
    makeInstance({ seed: 1, shoppers: 9, baskets: inventedBaskets }),
  );
  for (const member of members) addMember(master, member);
  // Two pieces that have nobody in common, {1 … 4} and {5 … 8}, and a group that both plans have.
  const before = [
    addColumn(master, [1, 2], 100),
    addColumn(master, [3, 4], 100),
    addColumn(master, [5, 6], 100),
  ];
  const better = addColumn(master, [1, 2, 3], 250);
  const worse = addColumn(master, [6, 7, 8], 90);

  test('a piece that gained is taken, one that lost goes back, in one go', () => {
    for (const column of before) choose(master, column);
    for (const column of before) unchoose(master, column);
    choose(master, better);
    choose(master, worse);
    recombine(master, before, [better, worse]);
    expect(plannedGroups(master)).toEqual([
      { slots: [1, 2, 3], gainMinor: 250 },
      { slots: [5, 6], gainMinor: 100 },
    ]);
    expect(master.totalMinor).toBe(350);
  });
});

describe('exchanges', () => {
  for (const seed of [2, 4, 6, 7, 8, 9]) {
    test(`from no plan at all they come to the best one among fourteen shoppers, seed ${seed}`, () => {
      const { master, members } = masterOf(
        makeInstance({ seed, shoppers: 14, baskets: inventedBaskets }),
      );
      putMembers(master, members);
      const all = allSlots(master);
      for (let tries = 0; tries < 40; tries += 1) {
        const before = master.totalMinor;
        ruinAndRecreate(master, all, { iterations: 50, acceptanceTemperature: 0.3 });
        expect(master.totalMinor).toBeGreaterThanOrEqual(before);
        expect(countTotal(master)).toBe(master.totalMinor);
        const planned = plannedGroups(master).flatMap((group) => group.slots);
        expect(new Set(planned).size).toBe(planned.length);
      }
      const groups = keptGroups(master.columns);
      expect(groups.length).toBeGreaterThan(15);
      expect(master.totalMinor).toBe(mostOf(groups, new Set()));
    });
  }

  test('where nobody has a group, or there is nobody, nothing happens', () => {
    const { master, members } = masterOf(
      makeInstance({ seed: 1, shoppers: 3, baskets: inventedBaskets }),
    );
    for (const member of members) addMember(master, member);
    ruinAndRecreate(master, allSlots(master), { iterations: 10, acceptanceTemperature: 0.1 });
    ruinAndRecreate(master, [], { iterations: 10, acceptanceTemperature: 0.1 });
    expect(master.totalMinor).toBe(0);
  });
});

/** The most that disjoint groups gain, by trying them all. */
function mostOf(groups: readonly Group[], taken: ReadonlySet<number>, from = 0): number {
  let most = 0;
  for (let at = from; at < groups.length; at += 1) {
    const group = groups[at];
    if (group === undefined || group.slots.some((slot) => taken.has(slot))) continue;
    most = Math.max(
      most,
      group.gainMinor + mostOf(groups, new Set([...taken, ...group.slots]), at + 1),
    );
  }
  return most;
}

test('a slice of improvement never makes the plan worse, and the same slices give the same plan', () => {
  const totals = [1, 2].map(() => {
    const stream = openStream({ seed: 5, shoppers: 40, baskets: inventedBaskets }, () => 0);
    const { state } = stream;
    const along: number[] = [];
    for (let event = 0; event < 15; event += 1) {
      stream.next();
      const before = state.master.totalMinor;
      const body = { kind: 'improve', operations: SLICE_OPERATIONS * 2 } as const;
      step(state, { atMs: state.nowMs, seed: event, entropy: '7'.repeat(32), body });
      expect(state.master.totalMinor).toBeGreaterThanOrEqual(before);
      along.push(state.master.totalMinor);
    }
    return along;
  });
  expect(totals[0]).toEqual(totals[1]);
});
