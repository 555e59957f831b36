import { z } from 'zod';
import { MessageId, ShopperId, VisitId } from './ids.ts';
import { Nickname } from './nickname.ts';

/** "Who bought X lately?" (询问请求). */
export const Inquiry = z.object({
  visit: VisitId,
  about: z
    .union([
      z.object({ kind: z.literal('product'), product: z.string().max(64) }),
      z.object({ kind: z.literal('category'), category: z.string().max(64) }),
    ])
    .describe('Product code or GTIN, or a category of the catalogue.'),
  withinDays: z.number().int().min(1).max(90).default(14),
});
export type Inquiry = z.infer<typeof Inquiry>;

export const Contact = z
  .object({
    reference: z
      .string()
      .max(64)
      .describe(
        'Opaque, good for this inquiry only; never a shopper id that can be recognised again.',
      ),
    nickname: Nickname,
    when: z.enum(['today', 'this-week', 'this-month']),
    method: z.enum(['relay', 'masked-number']).describe('How they are reached; never directly.'),
  })
  .describe('One entry of a contact list (通讯清单): only people who agreed to it stand here.');
export type Contact = z.infer<typeof Contact>;

/** The answer: a count at or above k, or the honest "fewer than k"; excluded categories answer nothing. */
export const InquiryReply = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('count'),
    count: z.number().int(),
    contacts: z.array(Contact).max(20),
  }),
  z.object({ kind: z.literal('fewer-than'), k: z.number().int().min(3) }),
  z.object({
    kind: z.literal('not-answered'),
    reason: z.enum(['excluded', 'too-many', 'not-registered']),
  }),
]);
export type InquiryReply = z.infer<typeof InquiryReply>;

/** A wish to be connected with somebody of a contact list, and her answer. */
export const ConnectionRequest = z.object({
  inquiry: MessageId,
  visit: VisitId,
  reference: z.string().max(64),
});
export type ConnectionRequest = z.infer<typeof ConnectionRequest>;

export const ConnectionAnswer = z.object({
  request: MessageId,
  shopper: ShopperId.optional(),
  visit: VisitId,
  answer: z.enum(['yes', 'no']),
});
export type ConnectionAnswer = z.infer<typeof ConnectionAnswer>;
