import { z } from 'zod';
import { BoxId, MessageId, VenueId } from './ids.ts';

/** The largest message that travels. Source: docs/adr/0000-large-sales-travel-in-parts.md. */
export const MESSAGE_LIMIT_BYTES = 48 * 1024;

/**
 * What surrounds every message. `v` is the minor version (the major one stands in the topic); `boot` and `seq` number a shop
 * box's messages: `boot` grows with each start, `seq` runs from 1 within a boot, so that (dev, boot, seq) is unique for ever.
 * `ep` is the owner's epoch, `re` the message this one answers, `to` the reply topic, `exp` the expiry. Unknown fields are
 * dropped.
 * Source: docs/rules.md#envelope.
 */
export const Envelope = z.object({
  v: z.number().int().min(1).describe('Minor version; the major one stands in the topic.'),
  id: MessageId.describe('Of this message; an answer names it in `re`.'),
  t: z
    .string()
    .max(40)
    .describe('The kind of the message; a reader that does not know it leaves the message out.'),
  venue: VenueId.describe('The venue of the topic.'),
  dev: BoxId.describe('The sender: the box, or `central`.'),
  boot: z.number().int().min(0).describe('Grows with each start of the sender.'),
  seq: z
    .number()
    .int()
    .min(0)
    .describe(
      'Numbers the sender’s messages. What travels through a box’s outbox runs from 1 within a boot, so that (dev, boot, seq) is unique for ever; what else a box says has 0.',
    ),
  ts: z
    .number()
    .int()
    .describe('When it was made: milliseconds since 1970, UTC, by the sender’s clock.'),
  exp: z
    .number()
    .int()
    .optional()
    .describe('When it is worth nothing any more: milliseconds since 1970, UTC.'),
  ep: z
    .number()
    .int()
    .optional()
    .describe(
      'On what central says: its epoch, which grows with each owner of the venue; what an older owner says is left out.',
    ),
  re: MessageId.optional().describe('The message that this one answers.'),
  to: z.string().max(200).optional().describe('The topic on which the sender expects the answer.'),
  d: z.unknown().describe('The body, by its kind.'),
});
export type Envelope = z.infer<typeof Envelope>;

/** An envelope whose `d` was parsed by the schema of its row in the topics table. */
export type EnvelopeOf<D> = Omit<Envelope, 'd'> & { readonly d: D };
