import { bestJointReceipt, type JointReceipt } from './joint-receipt.ts';
import { byArrival, type Member } from './member.ts';
import { gainMinor, type GainCache } from './gain-cache.ts';
import { splitGain, type ShareParts } from './shares.ts';

/** What the venue and the moment require of every group. */
export interface MeetingTerms {
  readonly atMs: number;
  /** How much time a group needs to meet, in milliseconds. */
  readonly meetingMs: number;
  /** The venue's meeting points in the venue's order; empty where the venue names none. */
  readonly meetingPoints: readonly string[];
}

/** Whether two shoppers can be in one group: neither blocks the other (docs/rules.md#ruling-g), and they have a common meeting point. */
export function mayMeet(a: Member, b: Member): boolean {
  if (a.blocks.has(b.id) || b.blocks.has(a.id)) return false;
  const [left, right] = [a.meetingPoints, b.meetingPoints];
  if (left === 'any') return right === 'any' || right.length > 0;
  if (right === 'any') return left.length > 0;
  return left.some((point) => right.includes(point));
}

/** Whether a member's deadline leaves time to meet: `until >= at + meeting time` (docs/rules.md#ruling-e). */
export function hasTime(member: Member, terms: MeetingTerms): boolean {
  return member.untilMs >= terms.atMs + terms.meetingMs;
}

/** Where a group meets: the first point, in the first member's order, that suits all members (docs/rules.md#ruling-k). `nowhere` where neither
 *  the venue nor a member names a point. */
export function meetingPointFor(
  members: readonly Member[],
  terms: MeetingTerms,
): { readonly kind: 'at'; readonly point: string } | { readonly kind: 'nowhere' | 'none-suits' } {
  const named = members.find((member) => member.meetingPoints !== 'any')?.meetingPoints;
  const firstOwn = members[0]?.meetingPoints;
  const order =
    firstOwn !== undefined && firstOwn !== 'any'
      ? firstOwn
      : terms.meetingPoints.length > 0
        ? terms.meetingPoints
        : named;
  if (order === undefined || order === 'any') return { kind: 'nowhere' };
  const point = order.find(
    (candidate) =>
      (terms.meetingPoints.length === 0 || terms.meetingPoints.includes(candidate)) &&
      members.every(
        (member) => member.meetingPoints === 'any' || member.meetingPoints.includes(candidate),
      ),
  );
  return point === undefined ? { kind: 'none-suits' } : { kind: 'at', point };
}

/** A feasible group with its joint receipt, meeting point and shares: all that its members are shown and their slips say. */
export interface GroupTerms {
  /** In canonical order (`byArrival`). */
  readonly members: readonly Member[];
  readonly gainMinor: number;
  readonly joint: JointReceipt;
  readonly meetingPoint: string | undefined;
  /** In the order of `members`. */
  readonly shares: readonly MemberTerms[];
  /** The joint receipt's total after its discount. */
  readonly jointTotalMinor: number;
}

/** What a group means for one member, in minor units. */
export interface MemberTerms extends ShareParts {
  /** What she pays without the group, over all of her lines. */
  readonly alonePaysMinor: number;
  /** What she pays with it, over all of her lines. */
  readonly paysMinor: number;
  /** What she pays of the joint receipt. */
  readonly jointPaysMinor: number;
  /** What her lines on the joint receipt cost before any discount. */
  readonly contributesMinor: number;
}

/**
 * Checks the conditions that need no split of the gain: sizes, blocks, meeting point, deadlines, the sum of minima, and that no
 * member is a free rider: `gain(G) - gain(G without i) >= minimum of i`. Source: docs/rules.md#feasible.
 * @returns the gain in minor units, or zero where a condition fails
 */
export function feasibleGain(
  gainCache: GainCache,
  members: readonly Member[],
  terms: MeetingTerms,
): number {
  let minima = 0;
  for (let index = 0; index < members.length; index += 1) {
    const member = members[index];
    if (member === undefined) continue;
    if (members.length > member.maxGroupSize || !hasTime(member, terms)) return 0;
    minima += member.minSavingMinor;
    for (let other = index + 1; other < members.length; other += 1) {
      const partner = members[other];
      if (partner !== undefined && !mayMeet(member, partner)) return 0;
    }
  }
  const gain = gainMinor(gainCache, members);
  if (gain < minima) return 0;
  if (members.length > 2) {
    if (meetingPointFor(members, terms).kind === 'none-suits') return 0;
    for (const [index, member] of members.entries()) {
      if (gain - gainMinor(gainCache, members.toSpliced(index, 1)) < member.minSavingMinor)
        return 0;
    }
  } else if (members.some((member) => gain < member.minSavingMinor)) return 0;
  return gain;
}

/** The terms of a group, or undefined where it is not feasible. */
export function groupTermsOf(
  gainCache: GainCache,
  group: readonly Member[],
  terms: MeetingTerms,
): GroupTerms | undefined {
  const members = group.toSorted(byArrival);
  const gain = feasibleGain(gainCache, members, terms);
  if (gain === 0) return undefined;
  const meeting = meetingPointFor(members, terms);
  if (meeting.kind === 'none-suits') return undefined;
  const joint = bestJointReceipt(members, gainCache.pricer);
  const costs = members.map((member) => partSum(joint, member, (part) => part.costMinor));
  const alones = members.map((member) => partSum(joint, member, (part) => part.aloneMinor));
  const caps = costs.map((cost, index) => cost - (alones[index] ?? 0));
  // The Shapley value reads the gain of each sub-group several times.
  const gainOfMask = Array.from({ length: 1 << members.length }, (_, mask) =>
    gainMinor(
      gainCache,
      members.filter((_member, index) => (mask & (1 << index)) !== 0),
    ),
  );
  const parts = splitGain({
    gainOfMask: (mask) => gainOfMask[mask] ?? 0,
    minima: members.map((member) => member.minSavingMinor),
    caps,
  });
  if (parts === undefined) return undefined;
  const shares = parts.map((part, index): MemberTerms => {
    const alonePaysMinor = members[index]?.alonePaysMinor ?? 0;
    return {
      ...part,
      alonePaysMinor,
      paysMinor: alonePaysMinor - part.savesMinor,
      jointPaysMinor: (caps[index] ?? 0) - part.savesMinor,
      contributesMinor: costs[index] ?? 0,
    };
  });
  return {
    members,
    gainMinor: gain,
    joint,
    meetingPoint: meeting.kind === 'at' ? meeting.point : undefined,
    shares,
    jointTotalMinor: shares.reduce((sum, share) => sum + share.jointPaysMinor, 0),
  };
}

function partSum(
  joint: JointReceipt,
  member: Member,
  of: (part: JointReceipt['parts'][number]) => number,
): number {
  return joint.parts.reduce((sum, part) => (part.owner === member.id ? sum + of(part) : sum), 0);
}
