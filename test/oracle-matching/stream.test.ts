import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chosenColumns, membersOf } from '../../matcher/pool.ts';
import { countTotal } from '../../matcher/resolve.ts';
import { judge } from './definition.ts';
import { smallInput } from './generate.ts';
import { happenings } from './happenings.ts';
import { inputNow, openPlay, playAll, POINTS, shopperNow, type Play } from './play.ts';

/** What stands before people after an event, held to the definitions: feasible, true to the minor unit, and not too much of it. */
function check(play: Play): void {
  const { state } = play;
  const now = inputNow(play);
  for (const column of chosenColumns(state.pool)) {
    const ids = membersOf(state.pool, column.slots).map((member) => member.id);
    const verdict = judge(
      ids.map((id) => shopperNow(play, id)),
      now,
      POINTS,
    );
    if (verdict.kind === 'infeasible') throw new Error(`chosen ${ids.join('+')}: ${verdict.why}`);
    expect(column.gainMinor).toBe(verdict.gainMinor);
  }
  expect(state.pool.totalMinor).toBe(countTotal(state.pool));

  for (const offer of state.offers.values()) {
    const ids = offer.deal.members.map((member) => member.id);
    const verdict = judge(
      ids.map((id) => shopperNow(play, id)),
      now,
      POINTS,
    );
    if (verdict.kind === 'infeasible') throw new Error(`offered ${ids.join('+')}: ${verdict.why}`);
    expect(offer.deal.gainMinor).toBe(verdict.gainMinor);
    expect(offer.deal.meetingPoint).toBe(verdict.meetingPoint);
    for (const [index, id] of ids.entries()) {
      const share = offer.deal.shares[index];
      expect(share?.savesMinor).toBe(verdict.saves.get(id));
      expect(
        (share?.shapleyMinor ?? 0) + (share?.floorMinor ?? 0) + (share?.adjustedMinor ?? 0),
      ).toBe(share?.savesMinor);
    }
  }
  for (const visit of state.visits.values()) {
    expect(visit.offers.size).toBeLessThanOrEqual(3);
    const accepted = [...state.offers.values()].filter((offer) => offer.accepted.has(visit.id));
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
