import { describe, expect, test } from 'vitest';
import { MatchInput } from '../../contracts/match.ts';
import { feasibleGain } from '../../matcher/value/feasibility.ts';
import { gainMinor } from '../../matcher/value/gain-cache.ts';
import { bestJointReceipt } from '../../matcher/value/joint-receipt.ts';
import { masterOf } from '../../matcher/offline/match.ts';
import { randomCase, seeded } from '../oracle/generate.ts';
import { gainOf, hasOverlapByProduct, type Holder, type Venue } from './value.ts';

/** Venues of up to four shoppers; PINDAN_VENUES=100000 for an hour. */
const VENUES = Number(process.env['PINDAN_VENUES'] ?? 600);
const UNITS = 7;

/** Up to four shoppers with a few units each, and up to three promotions of any kind that may meet, exclude and limit each other. */
function randomVenue(random: () => number): Venue {
  const { promotions, at } = randomCase(random, { units: 0, promotions: 3 });
  const holders: Holder[] = [];
  // A product lies in one category, whoever brings it.
  const categories = new Map<string, string>();
  let units = 0;
  for (let count = 2 + Math.floor(random() * 3); count > 0; count -= 1) {
    const { lines: loose, member } = randomCase(random, { units: 3, promotions: 1 });
    const lines = loose.map((line) => {
      if (line.gtin === undefined) return line;
      const category = categories.get(line.gtin) ?? line.category;
      categories.set(line.gtin, category);
      return { ...line, category };
    });
    const more = lines.reduce((sum, line) => sum + line.quantity, 0);
    if (units + more > UNITS) continue;
    units += more;
    const usedToday = Object.fromEntries(
      promotions.flatMap(({ id }) => (random() < 0.2 ? [[id, Math.floor(random() * 3)]] : [])),
    );
    const list = random() < 0.2 ? promotions.slice(1).map(({ id }) => id) : 'any';
    holders.push({ lines, member: member ?? false, usedToday, list });
  }
  return {
    promotions: promotions.map((promotion) => ({
      ...promotion,
      pooling: random() < 0.12 ? 'forbidden' : 'allowed',
    })),
    holders,
    at: at ?? '2026-11-18T09:30:00Z',
    offsetMinutes: 480,
  };
}

function inputOf(venue: Venue): MatchInput {
  return MatchInput.parse({
    at: venue.at,
    timeZone: 'Asia/Shanghai',
    promotions: venue.promotions,
    shoppers: venue.holders.map((holder, index) => ({
      id: `s${index}`,
      lines: holder.lines,
      member: holder.member,
      usedToday: holder.usedToday,
      requirements: { promotions: holder.list },
    })),
  });
}

describe('promotions of every kind, against every assignment of every unit and every choice of joint lines', () => {
  test(`invariants 2 and 6: the gain of every group of ${VENUES} venues is that of the definition, and never falls when somebody joins`, () => {
    const random = seeded(20_261_122);
    let [gaining, groups] = [0, 0];
    for (let number = 0; number < VENUES; number += 1) {
      const venue = randomVenue(random);
      if (hasOverlapByProduct(venue)) continue;
      const { master, members } = masterOf(inputOf(venue));
      const gains: number[] = [];
      for (let mask = 1; mask < 1 << members.length; mask += 1) {
        const places = members.flatMap((_, index) => ((mask & (1 << index)) === 0 ? [] : index));
        const group = places.flatMap((place) => members[place] ?? []);
        const expected = places.length < 2 ? 0 : gainOf(venue, places);
        const found = gainMinor(master.gainCache, group);
        if (found !== expected) {
          throw new Error(
            `venue ${number}, shoppers ${places.join('+')}: ${found}, by definition ${expected}\n${JSON.stringify(venue)}`,
          );
        }
        if (places.length >= 2) {
          expect(bestJointReceipt(group, master.gainCache.pricer).gainMinor).toBe(expected);
          expect([0, expected]).toContain(feasibleGain(master.gainCache, group, master.terms));
        }
        gains[mask] = found;
        for (const place of places) {
          expect(gains[mask ^ (1 << place)] ?? 0).toBeLessThanOrEqual(found);
        }
        groups += 1;
        if (expected > 0) gaining += 1;
      }
    }
    expect(gaining).toBeGreaterThan(groups / 30);
  }, 600_000);
});
