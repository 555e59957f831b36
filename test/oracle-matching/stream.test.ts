import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SuggestionsForVisit } from '../../contracts/suggestion.ts';
import { plannedGroups, membersOf } from '../../matcher/search/restricted-master.ts';
import type { Suggestion } from '../../matcher/state/state.ts';
import { judge } from './definition.ts';
import { smallInput } from './generate.ts';
import { happenings } from './happenings.ts';
import { countTotal } from '../../matcher/testing/kept-groups.ts';
import { inputNow, openPlay, playAll, POINTS, shopperNow, type Play } from './play.ts';

/** What stands before people after an event, held to the definitions: feasible, true to the minor unit, and not too much of it. */
function check(play: Play): void {
  const { state } = play;
  const now = inputNow(play);
  for (const group of plannedGroups(state.master)) {
    const ids = membersOf(state.master, group.slots).map((member) => member.id);
    const verdict = judge(
      ids.map((id) => shopperNow(play, id)),
      now,
      POINTS,
    );
    if (verdict.kind === 'infeasible') throw new Error(`chosen ${ids.join('+')}: ${verdict.why}`);
    expect(group.gainMinor).toBe(verdict.gainMinor);
  }
  expect(state.master.totalMinor).toBe(countTotal(state.master));

  for (const suggestion of state.suggestions.values()) {
    const ids = suggestion.terms.members.map((member) => member.id);
    const verdict = judge(
      ids.map((id) => shopperNow(play, id)),
      now,
      POINTS,
    );
    if (verdict.kind === 'infeasible') throw new Error(`offered ${ids.join('+')}: ${verdict.why}`);
    expect(suggestion.terms.gainMinor).toBe(verdict.gainMinor);
    expect(suggestion.terms.meetingPoint).toBe(verdict.meetingPoint);
    for (const [index, id] of ids.entries()) {
      const share = suggestion.terms.shares[index];
      expect(share?.savesMinor).toBe(verdict.saves.get(id));
      expect(
        (share?.shapleyMinor ?? 0) + (share?.floorMinor ?? 0) + (share?.adjustedMinor ?? 0),
      ).toBe(share?.savesMinor);
    }
  }
  for (const visit of state.visits.values()) {
    expect(visit.suggestions.size).toBeLessThanOrEqual(3);
    const accepted = [...state.suggestions.values()].filter((offer) =>
      offer.accepted.has(visit.id),
    );
    expect(accepted.map((offer) => offer.id)).toEqual(
      visit.accepted === undefined ? [] : [visit.accepted],
    );
  }
}

test('in a small shop in motion every group and every offer is what the definitions say, after every event', () => {
  let [paired, redeemed] = [0, 0];
  fc.assert(
    fc.property(smallInput, happenings, (input, list) => {
      const play = playAll(openPlay(input, check), list);
      paired += play.state.pairings.size;
      redeemed += play.said.filter((message) => message.kind === 'redeemed').length;
    }),
    { numRuns: 60 },
  );
  expect(paired).toBeGreaterThan(0);
  expect(redeemed).toBeGreaterThan(0);
});

test('a suggestion stays on the screen when others come or scan, unless a clearly better one needs its place', () => {
  let [stayed, displaced, unexplained] = [0, 0, 0];
  fc.assert(
    fc.property(smallInput, happenings, (input, list) => {
      let before = new Map<string, Suggestion>();
      playAll(
        openPlay(input, (play) => {
          const { suggestions, visits } = play.state;
          const body = play.events.at(-1)?.body;
          const mover = body?.kind === 'lines-changed' ? body.visit : undefined;
          for (const offer of mover === undefined ? [] : before.values()) {
            if (offer.visits.some((id) => id === mover)) continue;
            if (suggestions.has(offer.id)) {
              stayed += 1;
              continue;
            }
            displaced += 1;
            const isOutdone = offer.visits.some((id, place) => {
              const saved = savesOf(offer, place);
              const now = [...(visits.get(id)?.suggestions ?? [])].flatMap(
                (one) => suggestions.get(one) ?? [],
              );
              // Her list was full, of what stood on it and what came with this event.
              const stood = [...before.values()].filter((one) => one.visits.includes(id));
              return (
                new Set([...now, ...stood].map((one) => one.id)).size >= 3 &&
                now.some(
                  (one) =>
                    !before.has(one.id) &&
                    savesOf(one, one.visits.indexOf(id)) - saved >= Math.max(1, saved / 10),
                )
              );
            });
            if (!isOutdone) unexplained += 1;
            // Nobody's acceptance was thrown away for it.
            expect(offer.accepted.size).toBe(0);
          }
          before = new Map(suggestions);
        }),
        list,
      );
    }),
    { numRuns: 300 },
  );
  expect(stayed).toBeGreaterThan(100);
  expect(displaced).toBeGreaterThan(0);
  expect(unexplained).toBe(0);
});

function savesOf(suggestion: Suggestion, place: number): number {
  return suggestion.terms.shares[place]?.savesMinor ?? 0;
}

test('what is told to a screen is whole, best first, and newer than what was told before', () => {
  fc.assert(
    fc.property(smallInput, happenings, (input, list) => {
      const versions = new Map<string, number>();
      playAll(
        openPlay(input, (_, said) => {
          for (const message of said) {
            if (message.kind !== 'suggestions') continue;
            const { visit, version, suggestions, accepted } = SuggestionsForVisit.parse(
              message.value,
            );
            expect(version).toBeGreaterThan(versions.get(visit) ?? 0);
            versions.set(visit, version);
            const saves = suggestions.map((suggestion) => suggestion.savesMinor);
            expect(saves).toEqual(saves.toSorted((a, b) => b - a));
            if (accepted !== undefined)
              expect(suggestions.map((suggestion) => suggestion.suggestion)).toContain(accepted);
            for (const one of suggestions) {
              expect(one.members.filter((member) => member.mine)).toHaveLength(1);
              expect(one.reasons.length).toBeGreaterThan(0);
              const { shapleyMinor, floorMinor, adjustedMinor } = one.explain;
              expect(shapleyMinor + floorMinor + adjustedMinor).toBe(one.savesMinor);
              const gives = one.reasons.reduce((sum, reason) => sum + reason.discountMinor, 0);
              const costs = one.members.reduce((sum, member) => sum + member.contributesMinor, 0);
              expect(costs - gives).toBe(one.jointTotalMinor);
            }
          }
        }),
        list,
      );
    }),
    { numRuns: 60 },
  );
});
