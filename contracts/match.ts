import { z } from 'zod';
import { BasketLine } from './basket.ts';
import { MinorUnits, NonNegativeMinor } from './money.ts';
import { MeetingPointId, PromotionId, ShopperId } from './ids.ts';
import { Product } from './product.ts';
import { MONEY_AND_ZONE, PromotionsFile } from './promotions-file.ts';
import { Requirements } from './visit.ts';

/** One shopper of a match input. `waitingSince` and `until` are ISO 8601. */
export const MatchShopper = z.object({
  id: ShopperId,
  waitingSince: z.iso.datetime({ offset: true }).optional(),
  lines: z.array(BasketLine).max(10_000),
  requirements: Requirements.prefault({}),
  member: z.boolean().default(false),
  usedToday: z.record(PromotionId, z.number().int().min(0)).default({}),
});
export type MatchShopper = z.infer<typeof MatchShopper>;

/**
 * What `pindan match` takes: promotions and money as in a promotions file, and the shoppers of one venue at one moment. Without
 * `at` neither time windows nor deadlines are looked at. `products` says where product numbers belong; without it the lines do.
 */
export const MatchInput = z.strictObject({
  at: z.iso.datetime({ offset: true }).optional(),
  ...MONEY_AND_ZONE,
  promotions: PromotionsFile.shape.promotions,
  shoppers: z.array(MatchShopper).max(20_000),
  products: z.array(Product).max(200_000).optional(),
});
export type MatchInput = z.infer<typeof MatchInput>;

/**
 * What each member pays. `alonePaysMinor - paysMinor = savesMinor` over all of a member's lines; `jointPaysMinor` is her part of
 * the joint receipt, what the slip says at the till; their sum is that receipt's total. Source: docs/rules.md#match-output.
 */
export const Share = z.object({
  shopper: ShopperId,
  alonePaysMinor: NonNegativeMinor,
  paysMinor: NonNegativeMinor,
  savesMinor: NonNegativeMinor,
  jointPaysMinor: NonNegativeMinor,
});
export type Share = z.infer<typeof Share>;

/** A group with its joint receipt and shares. */
export const MatchGroup = z.object({
  members: z.array(ShopperId).min(2).max(4),
  savingMinor: MinorUnits,
  meetingPoint: MeetingPointId.optional(),
  promotions: z.array(PromotionId),
  joint: z.array(z.object({ shopper: ShopperId, line: z.string() })),
  shares: z.array(Share),
});
export type MatchGroup = z.infer<typeof MatchGroup>;

export const MatchOutput = z.object({
  totalSavingMinor: MinorUnits,
  groups: z.array(MatchGroup),
});
export type MatchOutput = z.infer<typeof MatchOutput>;
