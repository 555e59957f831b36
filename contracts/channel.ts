import { z } from 'zod';
import { ChannelId, VisitId } from './ids.ts';
import { Nickname } from './nickname.ts';

/**
 * The ready-made phrases of a channel, shown in each reader's language; there is no free text.
 * Source: docs/rules.md#lives-channel.
 */
export const Phrase = z.enum([
  'on-my-way',
  'i-am-here',
  'two-more-minutes',
  'where-are-you',
  'at-the-till',
  'thank-you',
  'sorry-cannot-come',
  'please-ask-staff',
]);
export type Phrase = z.infer<typeof Phrase>;

export const ChannelMessage = z.object({
  channel: ChannelId,
  /** Set by the sender's shop box; with the channel it makes the message unique. */
  from: VisitId,
  nickname: Nickname,
  phrase: Phrase,
  sentAtMs: z.number().int(),
});
export type ChannelMessage = z.infer<typeof ChannelMessage>;
