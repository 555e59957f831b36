import { instantMs } from '../../contracts/instant.ts';
import type { MatchGroup, MatchInput, MatchOutput } from '../../contracts/match.ts';
import { PromotionsFile } from '../../contracts/promotions-file.ts';
import { MeetingPointId, ShopperId } from '../../contracts/ids.ts';
import {
  compilePromotions,
  knownProducts,
  type KnownProduct,
} from '../../promotions/compile/compile.ts';
import { groupTermsOf, type GroupTerms, type MeetingTerms } from '../value/feasibility.ts';
import { compareText, memberOf, type Member } from '../value/member.ts';
import { buildPlan, type MatchProgress } from '../search/construct-plan.ts';
import {
  createMaster,
  membersOf,
  plannedGroups,
  type RestrictedMaster,
} from '../search/restricted-master.ts';
import { priceJoint } from '../suggestions/explain.ts';
import { DEFAULT_LIVES } from '../state/settings.ts';
import { pricerOf } from '../value/pricer-of.ts';

/**
 * Matches all shoppers of a venue at one moment, by the definitions of docs/rules.md#value-and-shares. It is deterministic, and does not depend on the order
 * of the input unless shoppers tie in everything.
 * @param progress called while it works
 */
export function matchShoppers(
  input: MatchInput,
  progress: (at: MatchProgress) => void = () => {},
): MatchOutput {
  const { master, members, terms } = masterOf(input);
  buildPlan(master, members, progress);
  const groupTerms = plannedGroups(master).flatMap(
    (group) => groupTermsOf(master.gainCache, membersOf(master, group.slots), terms) ?? [],
  );
  const groups = groupTerms.toSorted(byRank).map((terms) => groupOf(terms, master));
  return {
    totalSavingMinor: groups.reduce((sum, group) => sum + group.savingMinor, 0),
    groups,
  };
}

/** An empty master for an input's promotions and terms, and its shoppers, priced alone. */
export function masterOf(input: MatchInput): {
  readonly master: RestrictedMaster;
  readonly members: readonly Member[];
  readonly terms: MeetingTerms;
} {
  const file = PromotionsFile.parse({
    currency: input.currency,
    minorDigits: input.minorDigits,
    timeZone: input.timeZone,
    promotions: [],
  });
  const set = compilePromotions({ ...file, promotions: input.promotions }, knownOf(input));
  const atMs = input.at === undefined ? undefined : instantMs(input.at);
  const terms: MeetingTerms = {
    atMs: atMs ?? -Infinity,
    meetingMs: DEFAULT_LIVES.meetingMinutes * 60_000,
    meetingPoints: [],
  };
  const master = createMaster(pricerOf(set, atMs), terms);
  const counter = { next: 1 };
  const members = input.shoppers.map((shopper) =>
    memberOf(
      {
        id: shopper.id,
        waitingSinceMs:
          shopper.waitingSince === undefined
            ? (atMs ?? Number.MAX_SAFE_INTEGER)
            : instantMs(shopper.waitingSince),
        lines: shopper.lines,
        requirements: shopper.requirements,
        registered: shopper.member,
        usedToday: shopper.usedToday,
      },
      master.gainCache.pricer,
      counter,
    ),
  );
  return { master, members, terms };
}

/** The categories of products: by the catalogue, or else by the lines of the input (docs/rules.md#ruling-a). */
function knownOf(input: MatchInput): readonly KnownProduct[] {
  const fromLines: KnownProduct[] = [];
  for (const shopper of input.shoppers) {
    for (const line of shopper.lines) {
      if (line.gtin !== undefined) fromLines.push({ gtin: line.gtin, category: line.category });
    }
  }
  return [...fromLines, ...knownProducts(input.products ?? [])];
}

/** The order of the listed groups: larger gain, fewer members, earliest arrival, then ids (docs/rules.md#ruling-l). */
function byRank(a: GroupTerms, b: GroupTerms): number {
  return (
    b.gainMinor - a.gainMinor ||
    a.members.length - b.members.length ||
    earliest(a) - earliest(b) ||
    compareText(idsOf(a), idsOf(b))
  );
}

function earliest(terms: GroupTerms): number {
  return Math.min(...terms.members.map((member) => member.waitingSinceMs));
}

function idsOf(terms: GroupTerms): string {
  return terms.members
    .map((member) => member.id)
    .sort(compareText)
    .join('\u0000');
}

function groupOf(terms: GroupTerms, master: RestrictedMaster): MatchGroup {
  const { joint } = terms;
  const { applied } = priceJoint(joint, master.gainCache.pricer);
  return {
    members: terms.members.map((member) => ShopperId.parse(member.id)),
    savingMinor: terms.gainMinor,
    ...(terms.meetingPoint === undefined
      ? {}
      : { meetingPoint: MeetingPointId.parse(terms.meetingPoint) }),
    promotions: applied.map((use) => use.promotion),
    joint: terms.members.flatMap((member) =>
      joint.parts
        .filter((part) => part.owner === member.id)
        .flatMap((part) =>
          part.lines.map((line) => ({ shopper: ShopperId.parse(member.id), line: line.id })),
        ),
    ),
    shares: terms.members.flatMap((member, index) => {
      const share = terms.shares[index];
      if (share === undefined) return [];
      return {
        shopper: ShopperId.parse(member.id),
        alonePaysMinor: share.alonePaysMinor,
        paysMinor: share.paysMinor,
        savesMinor: share.savesMinor,
        jointPaysMinor: share.jointPaysMinor,
      };
    }),
  };
}
