import type { MeetingTerms } from './feasibility.ts';
import type { Member } from './member.ts';

/**
 * A member's meeting points as bits, so that two numbers say whether two shoppers can meet: all ones where any point suits. Bits are
 * given to points as they come, at most 30; a shopper who names one beyond them is compared point by point later.
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
