import { z } from 'zod';
import { DeviceId, MessageId, VenueId } from './ids.ts';

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
  v: z.number().int().min(1),
  id: MessageId,
  t: z.string().max(40),
  venue: VenueId,
  dev: DeviceId,
  boot: z.number().int().min(0),
  seq: z.number().int().min(0),
  ts: z.number().int(),
  exp: z.number().int().optional(),
  ep: z.number().int().optional(),
  re: MessageId.optional(),
  to: z.string().max(200).optional(),
  d: z.unknown(),
});
export type Envelope = z.infer<typeof Envelope>;

/** An envelope whose `d` was parsed by the schema of its row in the topics table. */
export type EnvelopeOf<D> = Omit<Envelope, 'd'> & { readonly d: D };
