import type { BoxId, VisitId } from '../../contracts/ids.ts';
import type { StaffNotice } from '../../contracts/pairing.ts';
import type { BoxPresence } from '../../contracts/presence.ts';
import type { SuggestionsForVisit } from '../../contracts/suggestion.ts';
import type { MatcherMessage } from '../../matcher/state/message.ts';
import { newestPresence } from '../../mqtt/presence.ts';
import type { Notices } from '../../service/notices.ts';
import type { ChannelMembers } from './channel-members.ts';
import type { Speaker } from './outgoing.ts';

export interface PublisherOptions {
  readonly speaker: Speaker;
  /** Learns which box has a member of which channel. */
  readonly channels: ChannelMembers;
  readonly notices: Notices;
  /** "Your usual" of the shopper behind a visit: product codes, most usual first. */
  readonly usualOf: (visit: VisitId) => readonly string[];
}

/** What is known of a box. */
export interface BoxSeen {
  readonly dev: BoxId;
  readonly presence: BoxPresence;
}

/**
 * Sends what the matcher says to the box where the shopper stands. A box that is away is sent nothing: at its birth it is told
 * everything that is true then, so nothing depends on what a broker remembers.
 */
export interface Publisher {
  publish(messages: readonly MatcherMessage[]): void;
  /** A birth or a will; true where the box should be told everything. */
  sawPresence(dev: BoxId, presence: BoxPresence): boolean;
  /** It spoke, so it is there, whatever a late will said; true where it was thought away. */
  sawSpeaking(dev: BoxId, boot: number): boolean;
  readonly boxes: readonly BoxSeen[];
}

export function createPublisher(options: PublisherOptions): Publisher {
  const { speaker, channels, notices } = options;
  const boxes = new Map<BoxId, BoxPresence>();
  const isThere = (dev: BoxId): boolean => boxes.get(dev)?.state === 'online';

  function publishOne(message: MatcherMessage): void {
    switch (message.kind) {
      case 'suggestions':
        if (isThere(message.value.device)) saySuggestions(speaker, message.value);
        return;
      case 'pairing': {
        const { value } = message;
        channels.follow(value.channel, value.device, value.state === 'confirmed');
        if (!isThere(value.device)) return;
        if (speaker.say('pairing', { dev: value.device }, value) === 'too-large') {
          notices.add(
            'message-rejected',
            `the joint receipt of pairing ${value.pairing} has ${value.slip.joint.length} lines, more than a message to ${value.device} holds: staff must help these shoppers`,
          );
        }
        return;
      }
      case 'visit': {
        const { value } = message;
        if (!isThere(value.device)) return;
        speaker.say(
          'visit',
          { dev: value.device },
          { ...value, usual: [...options.usualOf(value.visit)] },
        );
        return;
      }
      case 'call':
        speaker.say('call', {}, message.value, { expiresAtMs: message.value.expiresAtMs });
        return;
      case 'staff':
        notices.add(message.value.notice, staffText(message.value));
        speaker.say('staff', {}, message.value);
        return;
      case 'refused':
        notices.add('refused', `${message.about}: ${message.reason.replaceAll('-', ' ')}`);
        return;
      case 'redeemed':
        return;
    }
  }

  return {
    publish: (messages) => {
      for (const message of messages) publishOne(message);
    },
    sawPresence(dev, presence) {
      const newest = newestPresence(boxes.get(dev), presence);
      boxes.set(dev, newest);
      return newest === presence && presence.state === 'online';
    },
    sawSpeaking(dev, boot) {
      const known = boxes.get(dev);
      if (known !== undefined && (known.state === 'online' || boot < known.boot)) return false;
      boxes.set(dev, { state: 'online', boot, version: known?.version ?? '', pending: [] });
      return true;
    },
    get boxes() {
      return [...boxes].map(([dev, presence]) => ({ dev, presence }));
    },
  };
}

/** Three suggestions of large baskets may be more than a message holds: then the best ones travel. */
function saySuggestions(speaker: Speaker, whole: SuggestionsForVisit): void {
  for (let kept = whole.suggestions.length; ; kept -= 1) {
    const suggestions = whole.suggestions.slice(0, kept);
    const expiresAtMs = Math.max(0, ...suggestions.map((one) => one.expiresAtMs));
    const outcome = speaker.say(
      'suggestions',
      { dev: whole.device },
      { ...whole, suggestions },
      expiresAtMs > 0 ? { expiresAtMs } : {},
    );
    if (outcome !== 'too-large' || kept <= 1) return;
  }
}

/** What staff read in `/health` and in the log. */
function staffText(notice: StaffNotice): string {
  const at = notice.till === undefined ? '' : `till ${notice.till}: `;
  const money =
    notice.expectedMinor === undefined || notice.actualMinor === undefined
      ? ''
      : ` (expected ${notice.expectedMinor}, rung up ${notice.actualMinor} minor units)`;
  const missing = notice.missing === undefined ? '' : `: ${notice.missing.join(', ')}`;
  const answer =
    notice.notice === 'content-match-probable' ? `: pindan redeem ${notice.pairing ?? ''}` : '';
  return `${at}${STAFF_TEXTS[notice.notice]}${answer}${money}${missing}`;
}

const STAFF_TEXTS: Readonly<Record<StaffNotice['notice'], string>> = {
  'joint-lines-missing':
    'the sale does not hold the lines of the joint receipt, so the code stays good; ring up what is missing',
  'code-already-redeemed': 'this code was used already; it gives nothing again',
  'code-revoked': 'this code was replaced because its slip was uncertain; ask for the newer slip',
  'code-expired': 'the time to use this code has passed',
  'code-unknown': 'this code is none of ours; look whether it was typed right',
  'total-differs': 'the joint receipt came to another total than the slips say',
  'slip-uncertain':
    'a slip may not have been printed whole; a new one with a new code is on its way',
  'content-match-probable':
    'this sale is a joint receipt by its lines and total; please say that it was one, or with --no that it was not',
};
