import { z } from 'zod';

/** Cumulative: every message of this box's `boot` up to and including `seq` is committed in the journal. `rejected` names those
 *  that were kept in quarantine instead, with the reason, so that the box can show it. Sent only after the commit. */
export const Ack = z.object({
  boot: z.number().int(),
  seq: z.number().int(),
  rejected: z
    .array(z.object({ seq: z.number().int(), reason: z.string().max(200) }))
    .max(50)
    .default([])
    .describe(
      'Messages that central kept aside instead, with the reason; they are not sent again.',
    ),
});
export type Ack = z.infer<typeof Ack>;

/** Declared loss: the outbox was full and these numbers will never come. */
export const Gap = z.object({
  boot: z.number().int(),
  fromSeq: z.number().int(),
  toSeq: z.number().int(),
  count: z.number().int().describe('How many messages were lost.'),
});
export type Gap = z.infer<typeof Gap>;

/** A box's birth or will. Readers ignore a lower boot, so an old will cannot overwrite a new birth. */
export const BoxPresence = z.object({
  state: z.enum(['online', 'offline']),
  boot: z
    .number()
    .int()
    .describe(
      'Grows with each start; a reader ignores a lower one, so that an old will cannot overwrite a new birth.',
    ),
  version: z.string().max(40),
  pending: z
    .array(z.object({ boot: z.number().int(), fromSeq: z.number().int().min(1) }))
    .max(100)
    .default([])
    .describe(
      'The oldest number of each boot that the box still holds or will send next: what lies before it was acknowledged. A central whose journal is new begins to count there.',
    ),
});
export type BoxPresence = z.infer<typeof BoxPresence>;

/** Central's heartbeat; boxes send births and unacknowledged rows again when `boot` or `epoch` changes. */
export const CentralPresence = z.object({
  state: z.enum(['online', 'offline']),
  boot: z.number().int(),
  epoch: z.number().int().describe('Grows with each owner of the venue.'),
  ts: z.number().int().describe('Central’s clock: milliseconds since 1970, UTC.'),
  version: z.string().max(40),
});
export type CentralPresence = z.infer<typeof CentralPresence>;
