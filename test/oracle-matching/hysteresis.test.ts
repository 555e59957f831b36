import { expect, test } from 'vitest';
import { groupTermsOf } from '../../matcher/value/feasibility.ts';
import { isTooLittle, leastSuggestedMinor, SHOWN } from '../../matcher/suggestions/hysteresis.ts';
import { savingIn, visitOfMember } from '../../matcher/suggestions/suggestion.ts';
import { membersOf } from '../../matcher/search/restricted-master.ts';
import { inventedBaskets } from './instances.ts';
import { keptGroups } from '../../matcher/testing/kept-groups.ts';
import { openStream } from './stream.ts';

/** The rule, stated apart from the product: at least a tenth more, and at least 50 cents more. */
function isClearlyMore(moreMinor: number, thanMinor: number): boolean {
  const extraMinor = moreMinor - thanMinor;
  return extraMinor >= 50 && extraMinor * 10 >= thanMinor;
}

test('a group that is turned away before its shares are worked out is one that its shares would turn away', () => {
  const stream = openStream({ seed: 7, shoppers: 60, baskets: inventedBaskets }, () => 0);
  const { state } = stream;
  const now = { state, made: new Set<never>() };
  const told = { tooLittle: 0, enough: 0 };
  for (let event = 0; event < 12; event += 1) {
    stream.next();
    for (const { slots, gainMinor } of keptGroups(state.master.columns)) {
      const members = membersOf(state.master, slots);
      const visits = members.flatMap((member) => visitOfMember(state, member.id) ?? []);
      if (!visits.some((visit) => visit.suggestions.size >= SHOWN)) continue;
      const terms = groupTermsOf(state.master.gainCache, members, state.master.terms);
      const isTurnedAway =
        terms === undefined ||
        visits.some((visit) => {
          if (visit.suggestions.size < SHOWN) return false;
          const least = leastSuggestedMinor(now, visit);
          const saves = savingIn(terms, visit.shopper);
          return least === undefined || !isClearlyMore(saves, least.savesMinor);
        });
      if (isTooLittle(now, visits, members, gainMinor)) {
        told.tooLittle += 1;
        expect(isTurnedAway).toBe(true);
      } else if (!isTurnedAway) told.enough += 1;
    }
  }
  // The shortcut is worth having, and does not turn everybody away.
  expect(told.tooLittle).toBeGreaterThan(300);
  expect(told.enough).toBeGreaterThan(50);
});
