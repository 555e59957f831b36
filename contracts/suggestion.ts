import { z } from 'zod';
import { BoxId, MeetingPointId, PromotionId, SuggestionId, TerminalId, VisitId } from './ids.ts';
import { LocalText } from './language-schema.ts';
import { MinorUnits, NonNegativeMinor } from './money.ts';
import { Nickname } from './nickname.ts';
import { JointLine } from './slip.ts';

export const SuggestionMember = z
  .object({
    nickname: Nickname,
    mine: z.boolean().describe('Whether this member is the reader herself.'),
    answer: z.enum(['open', 'accepted']),
    contributesMinor: NonNegativeMinor.describe(
      'What her lines cost on the joint receipt before its discount.',
    ),
  })
  .describe(
    'A member of a suggestion as the others may see her: nickname, what her lines bring to the joint receipt, and her answer.',
  );
export type SuggestionMember = z.infer<typeof SuggestionMember>;

export const SuggestionReason = z
  .object({
    promotion: PromotionId,
    title: LocalText,
    thresholdMinor: MinorUnits.optional().describe(
      'The spend or number of units that the joint receipt reaches, and what it has.',
    ),
    reachedMinor: MinorUnits.optional(),
    thresholdQuantity: z.number().int().optional(),
    reachedQuantity: z.number().int().optional(),
    discountMinor: MinorUnits,
  })
  .describe('Why this partner, which promotion, how the share was computed: data for a screen.');
export type SuggestionReason = z.infer<typeof SuggestionReason>;

export const SuggestionForMember = z
  .object({
    suggestion: SuggestionId,
    visit: VisitId,
    members: z.array(SuggestionMember).min(2).max(4),
    alonePaysMinor: NonNegativeMinor.describe(
      'My money: alone, together, the difference, and my part of the joint receipt.',
    ),
    paysMinor: NonNegativeMinor,
    savesMinor: NonNegativeMinor,
    jointPaysMinor: NonNegativeMinor,
    jointTotalMinor: NonNegativeMinor.describe(
      'The joint receipt: its total after discounts and what the group saves.',
    ),
    groupSavesMinor: NonNegativeMinor,
    myLines: z
      .array(JointLine)
      .max(200)
      .describe('My own lines on it; the partner’s stay hidden until both have accepted.'),
    reasons: z.array(SuggestionReason).max(20),
    meetingPoint: z.object({ id: MeetingPointId, name: LocalText }),
    expiresAtMs: z.number().int(),
    explain: z
      .object({
        shapleyMinor: MinorUnits,
        floorMinor: MinorUnits,
        adjustedMinor: MinorUnits,
      })
      .describe(
        'How my share came about: each number is in minor units and they sum to `savesMinor`.',
      ),
  })
  .describe('One suggestion (拼单建议) in one member’s eyes.');
export type SuggestionForMember = z.infer<typeof SuggestionForMember>;

/** Everything that is offered to a visit now, best first: sent whole, so that losing one message loses nothing. */
export const SuggestionsForVisit = z.object({
  visit: VisitId,
  terminal: TerminalId,
  device: BoxId,
  version: z.number().int().describe('Grows with each change; a reader keeps the highest.'),
  suggestions: z.array(SuggestionForMember).max(3),
  accepted: SuggestionId.optional().describe('The one that this visit has accepted, if any.'),
});
export type SuggestionsForVisit = z.infer<typeof SuggestionsForVisit>;

/** A shopper's answer to a suggestion, or the withdrawal of her acceptance. */
export const Answer = z.object({
  visit: VisitId,
  suggestion: SuggestionId,
  answer: z.enum(['accept', 'decline', 'take-back']),
});
export type Answer = z.infer<typeof Answer>;
