import type { DeviceId, PairingId, VenueId } from '../../contracts/ids.ts';
import type { CentralPresence } from '../../contracts/presence.ts';
import type { Fault } from '../../contracts/fault.ts';
import { kindsTo } from '../../contracts/topics.ts';
import type { VenueSettings } from '../../matcher/state/settings.ts';
import type { MatcherState } from '../../matcher/state/state.ts';
import { isFor, type Received } from '../../mqtt/envelope.ts';
import { connectLink, type LinkOptions } from '../../mqtt/link.ts';
import type { ShopClock } from './clock.ts';
import type { Committed } from '../ingest/commit.ts';
import type { Customers } from '../people/customers.ts';
import type { HealthSources } from './health.ts';
import type { Drawn } from './matcher-settings.ts';
import { Ingest } from '../ingest/ingest.ts';
import { answerInquiry } from '../people/inquiries.ts';
import type { Journal } from '../ingest/journal.ts';
import type { Log } from '../operation/log.ts';
import { Matching, type MatchingOptions, type StepOutcome } from '../matching/matching.ts';
import type { Notices } from '../operation/notices.ts';
import { createPublisher } from '../matching/publish.ts';
import type { Reference } from './reference.ts';
import { catchUp } from '../matching/catch-up.ts';
import { createShoppers } from '../matching/shoppers.ts';
import { createSpeaker } from '../matching/outgoing.ts';
import type { UpMessage } from '../ingest/translate.ts';
import { startUpkeep } from './maintenance.ts';
import { createUsual } from '../people/usual.ts';

export interface ShopOptions {
  readonly venue: VenueId;
  readonly version: string;
  readonly settings: VenueSettings;
  readonly connection: Pick<LinkOptions, 'url' | 'username' | 'password' | 'tls'>;
  readonly clientId: string;
  readonly journal: Journal;
  readonly customers: Customers;
  readonly reference: Reference;
  readonly clock: ShopClock;
  readonly draw: () => Drawn;
  readonly onStepped: NonNullable<MatchingOptions['onStepped']>;
  readonly notices: Notices;
  readonly log: Log;
}

/** The venue at work. */
export interface RunningShop {
  readonly sources: Pick<
    HealthSources,
    'linkState' | 'replayed' | 'ingest' | 'matching' | 'speaker' | 'catalogue' | 'files' | 'devices'
  >;
  readonly isChannelMember: (channel: string, device: string) => boolean;
  /** Staff say whether a sale was a pairing's joint receipt; false where nothing waits for that answer. */
  staffAnswer(pairing: PairingId, isRedeemed: boolean): boolean;
  /** What the matcher knows, to be looked at only. */
  matcherState(): MatcherState;
  settled(): Promise<void>;
  readonly failed: Promise<Error>;
  stop(): Promise<void>;
}

/** Replays the journal, then connects and goes on: each message is journaled, then stepped, then answered. */
export async function runShop(options: ShopOptions): Promise<RunningShop> {
  const { journal, reference, notices, log } = options;
  const clock = options.clock.now;
  const matching = new Matching(
    { journal, clock, draw: options.draw, notices, onStepped: options.onStepped },
    reference.rules(options.settings),
  );
  const usual = createUsual({
    customers: options.customers,
    catalogue: () => reference.catalogue,
  });
  await usual.learn();
  const shoppers = createShoppers({
    customers: options.customers,
    usual,
    catalogue: () => reference.catalogue,
    timeZone: options.settings.timeZone,
  });
  const replayed = await catchUp({ matching, shoppers, customers: options.customers, journal });
  log.info({ ...replayed, openVisits: matching.activity.openVisits }, 'the journal was replayed');

  const speaker = createSpeaker({ ...options, epoch: journal.epoch, clock, random: Math.random });
  const publisher = createPublisher({
    speaker,
    notices,
    usualOf: (visit) => shoppers.usualOf(visit),
  });
  const { promise: failed, resolve: fail } = Promise.withResolvers<Error>();
  const onFatal = (cause: unknown): void => {
    log.error({ err: cause }, 'central must end');
    fail(cause instanceof Error ? cause : new Error(String(cause)));
  };

  // What is told follows one thread, so that a shop box hears the states of a visit in their order.
  let telling: Promise<void> = Promise.resolve();
  const tellLater = (work: () => Promise<void> | void): Promise<void> => {
    telling = telling.then(work).catch(onFatal);
    return telling;
  };
  const tellDevice = (dev: DeviceId): void =>
    void tellLater(() => publisher.publish(matching.present(dev)));
  const tellAll = (outcomes: readonly StepOutcome[]): void => {
    for (const { messages } of outcomes) publisher.publish(messages);
  };

  // By the clock of the shop: whether a slice falls between two messages is seen in the journal, so a test must be able to say it.
  let lastEventAt = options.clock.elapsedMs();
  const ingest = new Ingest({
    journal,
    shop: {
      get catalogue() {
        return reference.catalogue;
      },
      shopperOf: (card) => options.customers.shopperOf(card),
      usedToday: (shopper, atMs) => shoppers.usedToday(shopper, atMs),
    },
    clock,
    draw: options.draw,
    onCommitted: (committed: Committed) => {
      lastEventAt = options.clock.elapsedMs();
      reference.learnt(committed.lessons, performance.now());
      // Stepped in the turn of its commit: nothing else can come between the journal's order and the matcher's.
      const outcomes = matching.step(committed.events);
      return tellLater(async () => {
        await shoppers.greet(committed.events);
        tellAll(outcomes);
        for (const note of committed.notes) answerNote(note);
        await shoppers.learn(committed.events, outcomes);
      });
    },
    sendAck: (dev, ack) => speaker.say('ack', { dev }, ack),
    onFatal,
    notices,
  });
  const answerNote = (note: UpMessage): void => {
    if (note.type !== 'inquiry') return;
    const { id, dev, d } = note.envelope;
    const reply = answerInquiry(d, reference.catalogue, shoppers.isMember(d.visit));
    speaker.say('inquiry-reply', { dev, id }, reply, { re: id });
  };
  const tellOwn = (outcome: StepOutcome | undefined): void => {
    if (outcome !== undefined) void tellLater(() => tellAll([outcome]));
  };
  const usePromotions = (): void =>
    tellOwn(matching.usePromotions(reference.rules(options.settings)));
  // The files may have changed while we were away.
  usePromotions();

  const onMessage = (message: Received): void => {
    if (!isFor(message, 'central')) return;
    if (message.type === 'device') {
      const { dev, d } = message.envelope;
      if (!publisher.sawPresence(dev, d)) return;
      log.info({ dev, boot: d.boot }, 'a shop box is there');
      ingest.born(dev, d);
      tellDevice(dev);
    } else {
      const { dev, boot } = message.envelope;
      if (publisher.sawSpeaking(dev, boot)) tellDevice(dev);
      ingest.receive(message);
    }
  };

  const presence = (state: CentralPresence['state']): CentralPresence => ({
    state,
    boot: journal.epoch,
    epoch: journal.epoch,
    ts: Math.floor(clock()),
    version: options.version,
  });
  let isOnline = false;
  let fault: Fault | undefined;
  const link = connectLink({
    ...options.connection,
    clientId: options.clientId,
    will: speaker.seal('central', {}, presence('offline')),
    birth: () => [speaker.seal('central', {}, presence('online')), ...reference.messages(speaker)],
    onState: (state) => {
      isOnline = state.kind === 'online';
      if (state.kind === 'offline') {
        fault = state.fault;
        notices.add(state.fault.code, state.fault.message);
      }
      // What was said while the link was down is said again, whole.
      if (isOnline) for (const { dev } of publisher.devices) tellDevice(dev);
    },
    onMessage,
    onRejected: (topic, bytes, reason) => ingest.reject(topic, bytes, reason),
  });
  speaker.use(link);
  const { venue } = options;
  link.subscribe(kindsTo('central').map((kind) => ({ kind, levels: { venue } })));

  const publishReference = (): void => {
    if (!link.isOnline) return;
    for (const message of reference.messages(speaker)) {
      // Retained: what does not get through now goes with the next birth.
      link.publishSealed(message).catch(() => {});
    }
  };
  const stopUpkeep = startUpkeep({
    matching,
    reference,
    settings: options.settings,
    clock: options.clock,
    own: (body) => tellOwn(matching.own(body)),
    improve: () => tellOwn(matching.improve()),
    usePromotions,
    idleMs: () => options.clock.elapsedMs() - lastEventAt,
    publishReference,
    onNewDay: () => void tellLater(() => usual.learn()),
    sayAlive: () => {
      speaker.say('central', {}, presence('online'));
      ingest.repeatAcks();
    },
    onFatal,
    notices,
    log,
  });
  return {
    sources: {
      linkState: () => ({ isOnline, fault }),
      replayed,
      ingest,
      matching,
      speaker,
      catalogue: () => reference.catalogue,
      files: () => reference.files(),
      devices: () => publisher.devices,
    },
    isChannelMember: (channel, device) => publisher.isChannelMember(channel, device),
    staffAnswer(pairing, isRedeemed) {
      const outcome = matching.own({ kind: 'staff-answer', pairing, isRedeemed });
      void tellLater(async () => {
        tellAll([outcome]);
        await shoppers.learn([], [outcome]);
      });
      return !outcome.messages.some((message) => message.kind === 'refused');
    },
    matcherState: () => matching.state,
    settled: async () => {
      await ingest.settled();
      await telling;
    },
    failed,
    async stop() {
      stopUpkeep();
      await ingest.stop();
      await telling;
      if (link.isOnline) {
        await link.publishSealed(speaker.seal('central', {}, presence('offline'))).catch(() => {});
      }
      await link.close();
    },
  };
}
