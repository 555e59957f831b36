import type { MeetingTerms } from './feasibility.ts';
import type { Member } from './member.ts';

/**
 * A member's meeting points as a bit set, so that one AND tells whether two shoppers have a point in common; all ones where any
 * point suits. Points get bits in the order in which they first occur. Only 30 points have a bit: a shopper who names another one
 * gets all ones, and `meetingPointFor` checks her points by name.
 * @param bitOfPoint the bits given so far; points that are new are added
 */
export function pointBitsOf(
  bitOfPoint: Map<string, number>,
  { meetingPoints }: MeetingTerms,
  member: Member,
): number {
  if (member.meetingPoints === 'any') return -1;
  let bits = 0;
  for (const point of member.meetingPoints) {
    if (meetingPoints.length > 0 && !meetingPoints.includes(point)) continue;
    let bit = bitOfPoint.get(point);
    if (bit === undefined) {
      bit = bitOfPoint.size;
      bitOfPoint.set(point, bit);
    }
    if (bit >= 30) return -1;
    bits |= 1 << bit;
  }
  return bits;
}
