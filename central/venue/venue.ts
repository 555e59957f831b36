import type { PairingId, VenueId } from '../../contracts/ids.ts';
import type { VenueSettings } from '../../matcher/state/settings.ts';
import type { MatcherState } from '../../matcher/state/state.ts';
import { isFor, type Received } from '../../mqtt/envelope.ts';
import type { LinkOptions } from '../../mqtt/link.ts';
import { Ingest } from '../ingest/ingest.ts';
import type { Journal } from '../ingest/journal.ts';
import { catchUp } from '../matching/catch-up.ts';
import type { ChannelMembers } from '../matching/channel-members.ts';
import { Matching, type MatchingOptions, type Replayed } from '../matching/matching.ts';
import { createSpeaker } from '../matching/outgoing.ts';
import { createPublisher, type Publisher } from '../matching/publish.ts';
import { createShoppers, type Shoppers } from '../matching/shoppers.ts';
import type { Log } from '../../service/log.ts';
import type { Notices } from '../../service/notices.ts';
import type { Customers } from '../people/customers.ts';
import { createUsual, type Usual } from '../people/usual.ts';
import type { VenueClock } from './clock.ts';
import type { HealthSources } from './health.ts';
import { startUpkeep } from './maintenance.ts';
import type { Drawn } from './matcher-settings.ts';
import type { Reference } from './reference.ts';
import { Telling } from './telling.ts';
import { VenueLink } from './venue-link.ts';

export interface VenueOptions {
  readonly venue: VenueId;
  readonly version: string;
  readonly settings: VenueSettings;
  readonly connection: Pick<LinkOptions, 'url' | 'username' | 'password' | 'tls'>;
  readonly clientId: string;
  readonly journal: Journal;
  readonly customers: Customers;
  readonly reference: Reference;
  /** Learns which box has a member of which channel. */
  readonly channels: ChannelMembers;
  readonly clock: VenueClock;
  readonly draw: () => Drawn;
  readonly onStepped: NonNullable<MatchingOptions['onStepped']>;
  readonly notices: Notices;
  readonly log: Log;
}

/** The venue at work. */
export interface RunningVenue {
  readonly sources: Pick<
    HealthSources,
    'linkState' | 'replayed' | 'ingest' | 'matching' | 'speaker' | 'catalogue' | 'files' | 'boxes'
  >;
  /** Staff say whether a sale was a pairing's joint receipt; false where nothing waits for that answer. */
  staffAnswer(pairing: PairingId, isRedeemed: boolean): boolean;
  /** What the matcher knows, to be looked at only. */
  matcherState(): MatcherState;
  settled(): Promise<void>;
  readonly failed: Promise<Error>;
  stop(): Promise<void>;
}

/** Replays the journal, then connects and goes on: each message is journaled, then stepped, then answered. */
export async function runVenue(options: VenueOptions): Promise<RunningVenue> {
  const { journal, reference, channels, settings, notices, log } = options;
  const { now: clock, elapsedMs } = options.clock;
  const { matching, shoppers, usual, replayed } = await replayedParts(options);
  const speaker = createSpeaker({ ...options, epoch: journal.epoch, clock, random: Math.random });
  const publisher = createPublisher({
    speaker,
    channels,
    notices,
    usualOf: (visit) => shoppers.usualOf(visit),
  });
  const { promise: failed, resolve: fail } = Promise.withResolvers<Error>();
  const onFatal = (cause: unknown): void => {
    log.error({ err: cause }, 'central must end');
    fail(cause instanceof Error ? cause : new Error(String(cause)));
  };
  const telling = new Telling({ matching, publisher, speaker, shoppers, reference, onFatal });

  // By the venue's clock: whether a slice falls between two messages is seen in the journal, so a test must be able to say it.
  let lastEventAt = elapsedMs();
  const ingest = new Ingest({
    journal,
    venue: {
      get catalogue() {
        return reference.catalogue;
      },
      shopperOf: (card) => options.customers.shopperOf(card),
      usedToday: (shopper, atMs) => shoppers.usedToday(shopper, atMs),
    },
    clock,
    draw: options.draw,
    onCommitted(committed) {
      lastEventAt = elapsedMs();
      reference.learnt(committed.lessons, performance.now());
      // Stepped in the turn of its commit: nothing else can come between the journal's order and the matcher's.
      return telling.committed(committed, matching.step(committed.events));
    },
    sendAck: (dev, ack) => speaker.say('ack', { dev }, ack),
    onFatal,
    notices,
  });
  const usePromotions = (): void =>
    telling.outcome(matching.usePromotions(reference.rules(settings)));
  // The files may have changed while we were away.
  usePromotions();

  const link = new VenueLink({
    ...options,
    epoch: journal.epoch,
    clock,
    speaker,
    onOnline() {
      for (const { dev } of publisher.boxes) telling.present(dev);
    },
    onMessage: (message) => receive(message, { publisher, telling, ingest, log }),
    onRejected: (topic, bytes, reason) => ingest.reject(topic, bytes, reason),
  });
  const stopUpkeep = startUpkeep({
    matching,
    reference,
    settings,
    clock: options.clock,
    own: (body) => telling.outcome(matching.own(body)),
    improve: () => telling.outcome(matching.improve()),
    usePromotions,
    idleMs: () => elapsedMs() - lastEventAt,
    publishReference: () => link.publishReference(),
    onNewDay: () => void telling.later(() => usual.learn()),
    sayAlive() {
      link.sayAlive();
      ingest.repeatAcks();
    },
    onFatal,
    notices,
    log,
  });
  return {
    sources: {
      linkState: () => link.state,
      replayed,
      ingest,
      matching,
      speaker,
      catalogue: () => reference.catalogue,
      files: () => reference.files(),
      boxes: () => publisher.boxes,
    },
    staffAnswer(pairing, isRedeemed) {
      const outcome = matching.own({ kind: 'staff-answer', pairing, isRedeemed });
      telling.staffAnswered(outcome);
      return !outcome.messages.some((message) => message.kind === 'refused');
    },
    matcherState: () => matching.state,
    async settled() {
      await ingest.settled();
      await telling.settled();
    },
    failed,
    async stop() {
      stopUpkeep();
      await ingest.stop();
      await telling.settled();
      await link.close();
    },
  };
}

interface ReplayedParts {
  readonly matching: Matching;
  readonly shoppers: Shoppers;
  readonly usual: Usual;
  readonly replayed: Replayed;
}

/** The matcher, and what is known of its shoppers, as the journal tells it. */
async function replayedParts(options: VenueOptions): Promise<ReplayedParts> {
  const { journal, customers, reference, settings, draw, notices, onStepped, log } = options;
  const catalogue = () => reference.catalogue;
  const matching = new Matching(
    { journal, clock: options.clock.now, draw, notices, onStepped },
    reference.rules(settings),
  );
  const usual = createUsual({ customers, catalogue });
  await usual.learn();
  const { timeZone } = settings;
  const shoppers = createShoppers({ customers, usual, catalogue, timeZone });
  const replayed = await catchUp({ matching, shoppers, customers, journal });
  log.info({ ...replayed, openVisits: matching.activity.openVisits }, 'the journal was replayed');
  return { matching, shoppers, usual, replayed };
}

/** What a box says: that it is there, or something for the journal. One that was thought away is told everything first. */
function receive(
  message: Received,
  to: {
    readonly publisher: Publisher;
    readonly telling: Telling;
    readonly ingest: Ingest;
    readonly log: Log;
  },
): void {
  const { publisher, telling, ingest, log } = to;
  if (!isFor(message, 'central')) return;
  if (message.type === 'device') {
    const { dev, d } = message.envelope;
    if (!publisher.sawPresence(dev, d)) return;
    log.info({ dev, boot: d.boot }, 'a box is there');
    ingest.born(dev, d);
    telling.present(dev);
  } else {
    const { dev, boot } = message.envelope;
    if (publisher.sawSpeaking(dev, boot)) telling.present(dev);
    ingest.receive(message);
  }
}
