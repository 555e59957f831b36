import { z } from 'zod';
import { DeviceId, MeetingPointId, PromotionId, SuggestionId, TerminalId, VisitId } from './ids.ts';
import { LocalText } from './language.ts';
import { MinorUnits, NonNegativeMinor } from './money.ts';
import { Nickname } from './nickname.ts';
import { JointLine } from './slip.ts';

/** A member of a suggestion as the others may see her: nickname, what her lines bring to the joint receipt, and her answer. */
export const SuggestionMember = z.object({
  nickname: Nickname,
  mine: z.boolean(),
  answer: z.enum(['open', 'accepted']),
  /** What her lines cost on the joint receipt before its discount. */
  contributesMinor: NonNegativeMinor,
});
export type SuggestionMember = z.infer<typeof SuggestionMember>;

/** Why this partner, which promotion, how the share was computed: data for a screen. */
export const SuggestionReason = z.object({
  promotion: PromotionId,
  title: LocalText,
  /** The spend or number of units that the joint receipt reaches, and what it has. */
  thresholdMinor: MinorUnits.optional(),
  reachedMinor: MinorUnits.optional(),
  thresholdQuantity: z.number().int().optional(),
  reachedQuantity: z.number().int().optional(),
  discountMinor: MinorUnits,
});
export type SuggestionReason = z.infer<typeof SuggestionReason>;

/** One suggestion (拼单建议) in one member's eyes. */
export const SuggestionForMember = z.object({
  suggestion: SuggestionId,
  visit: VisitId,
  members: z.array(SuggestionMember).min(2).max(4),
  /** My money: alone, together, the difference, and my part of the joint receipt. */
  alonePaysMinor: NonNegativeMinor,
  paysMinor: NonNegativeMinor,
  savesMinor: NonNegativeMinor,
  jointPaysMinor: NonNegativeMinor,
  /** The joint receipt: its total after discounts and what the group saves. */
  jointTotalMinor: NonNegativeMinor,
  groupSavesMinor: NonNegativeMinor,
  /** My own lines on it; the partner's stay hidden until both have accepted. */
  myLines: z.array(JointLine).max(200),
  reasons: z.array(SuggestionReason).max(20),
  meetingPoint: z.object({ id: MeetingPointId, name: LocalText }),
  expiresAtMs: z.number().int(),
  /** How my share came about: each number is in minor units and they sum to `savesMinor`. */
  explain: z.object({
    shapleyMinor: MinorUnits,
    floorMinor: MinorUnits,
    adjustedMinor: MinorUnits,
  }),
});
export type SuggestionForMember = z.infer<typeof SuggestionForMember>;

/** Everything that is offered to a visit now, best first: sent whole, so that losing one message loses nothing. */
export const SuggestionsForVisit = z.object({
  visit: VisitId,
  terminal: TerminalId,
  device: DeviceId,
  /** Grows with each change; a reader keeps the highest. */
  version: z.number().int(),
  suggestions: z.array(SuggestionForMember).max(3),
  /** The one that this visit has accepted, if any. */
  accepted: SuggestionId.optional(),
});
export type SuggestionsForVisit = z.infer<typeof SuggestionsForVisit>;

/** A shopper's answer to a suggestion, or the withdrawal of her acceptance. */
export const Answer = z.object({
  visit: VisitId,
  suggestion: SuggestionId,
  answer: z.enum(['accept', 'decline', 'take-back']),
});
export type Answer = z.infer<typeof Answer>;
