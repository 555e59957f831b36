import { z } from 'zod';
import { BasketLine } from './basket.ts';
import { BoxId, MeetingPointId, PromotionId, ShopperId, TerminalId, VisitId } from './ids.ts';
import { Language } from './language-schema.ts';
import { Nickname } from './nickname.ts';

/** Source: docs/rules.md#lives-lines. */
export const LineSource = z
  .enum(['scanned', 'planned', 'predicted', 'rung-up'])
  .describe(
    'Where a basket line comes from. A suggestion may rest on all but `predicted`, which only ever invites.',
  );
export type LineSource = z.infer<typeof LineSource>;

export const VisitLine = BasketLine.extend({ source: LineSource });
export type VisitLine = z.infer<typeof VisitLine>;

/** Defaults are in docs/rules.md#ruling-k. */
export const Requirements = z
  .object({
    maxGroupSize: z.number().int().min(2).max(4).default(4),
    minSavingMinor: z.number().int().min(1).default(1),
    promotions: z
      .union([z.literal('any'), z.array(PromotionId).max(200)])
      .default('any')
      .describe('Ids of the promotions she would pool for; an empty list means none.'),
    meetingPoints: z.union([z.literal('any'), z.array(MeetingPointId).max(50)]).default('any'),
    until: z.iso
      .datetime({ offset: true })
      .optional()
      .describe('Until when she can be met; absent = no deadline.'),
    blocks: z
      .array(ShopperId)
      .max(200)
      .default([])
      .describe(
        'Shoppers whom she does not want to be paired with; a block by either side separates both.',
      ),
  })
  .describe('What a shopper wants of a pool (个人拼单要求).');
export type Requirements = z.infer<typeof Requirements>;

/** A shopper identified herself at a kiosk: with a card (already hashed with the venue's key on the box) or as a guest. */
export const VisitOpened = z.object({
  visit: VisitId,
  terminal: TerminalId,
  card: z
    .string()
    .max(64)
    .optional()
    .describe('A keyed hash of the loyalty card; absent for a guest.'),
  language: Language,
  nickname: Nickname,
});
export type VisitOpened = z.infer<typeof VisitOpened>;

/** The whole basket as it now stands: idempotent, last one wins. */
export const VisitLines = z.object({ visit: VisitId, lines: z.array(VisitLine).max(200) });
export type VisitLines = z.infer<typeof VisitLines>;

export const VisitRequirements = z.object({ visit: VisitId, requirements: Requirements });
export type VisitRequirements = z.infer<typeof VisitRequirements>;

/** She walked away with a wait slip, came back to a kiosk, or ended. */
export const VisitPresence = z.object({
  visit: VisitId,
  terminal: TerminalId,
  presence: z.enum(['at-kiosk', 'in-shop', 'ended']),
  waitNumber: z
    .number()
    .int()
    .min(1)
    .max(999)
    .optional()
    .describe(
      'She asked for a wait number: it is called when somebody fits. Drawn by the box, 1 to 999.',
    ),
});
export type VisitPresence = z.infer<typeof VisitPresence>;

/** What central knows of a visit that the screen wants and the box cannot know. Sent down whole, last one wins. */
export const VisitState = z.object({
  visit: VisitId,
  terminal: TerminalId,
  device: BoxId,
  open: z.boolean(),
  endedBecause: z.enum(['sale', 'left', 'timeout']).optional(),
  usual: z
    .array(z.string().max(64))
    .max(12)
    .describe(
      '"Your usual": codes of products that this shopper bought before, most usual first. Only with a card.',
    ),
  rungUp: z
    .array(VisitLine)
    .max(200)
    .default([])
    .describe('Lines read at a till while her receipt was open.'),
  none: z
    .enum(['no-lines', 'nobody-near', 'requirements-narrow', 'promotion-not-pooled', 'paired'])
    .optional()
    .describe('Why there is no suggestion now, for an honest "no match yet".'),
  waitEstimateMs: z.number().int().optional(),
});
export type VisitState = z.infer<typeof VisitState>;
