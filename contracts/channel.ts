import { z } from 'zod';
import { ChannelId, VisitId } from './ids.ts';
import { Nickname } from './nickname.ts';

/** Source: docs/rules.md#lives-channel. */
export const Phrase = z
  .enum([
    'on-my-way',
    'i-am-here',
    'two-more-minutes',
    'where-are-you',
    'at-the-till',
    'thank-you',
    'sorry-cannot-come',
    'please-ask-staff',
  ])
  .describe(
    'The ready-made phrases of a channel, shown in each reader’s language; there is no free text.',
  );
export type Phrase = z.infer<typeof Phrase>;

export const ChannelMessage = z.object({
  channel: ChannelId,
  from: VisitId.describe('Set by the sender’s box; with the channel it makes the message unique.'),
  nickname: Nickname,
  phrase: Phrase,
  sentAtMs: z.number().int(),
});
export type ChannelMessage = z.infer<typeof ChannelMessage>;
