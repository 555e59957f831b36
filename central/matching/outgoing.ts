import { Fault } from '../../contracts/fault.ts';
import { MessageId, type VenueId, ulid } from '../../contracts/ids.ts';
import type { MessageBody, MessageKind, TopicLevels } from '../../contracts/topics.ts';
import { CENTRAL } from '../../mqtt/envelope.ts';
import type { MqttLink } from '../../mqtt/link.ts';
import { seal, type Sealed } from '../../mqtt/sealed.ts';
import type { Log } from '../../service/log.ts';

export interface SpeakerOptions {
  readonly venue: VenueId;
  readonly epoch: number;
  readonly clock: () => number;
  readonly random: () => number;
  readonly log: Log;
}

export interface Said {
  readonly re?: MessageId;
  readonly expiresAtMs?: number;
}

/** Puts what central says into envelopes with its name, epoch and running number, and sends it while the link is up. */
export interface Speaker {
  seal<K extends MessageKind>(
    kind: K,
    levels: TopicLevels,
    body: MessageBody<K>,
    said?: Said,
  ): Sealed;
  /** What is not said now is part of the present state at the next birth. */
  say<K extends MessageKind>(
    kind: K,
    levels: TopicLevels,
    body: MessageBody<K>,
    said?: Said,
  ): 'said' | 'away' | 'too-large';
  use(link: MqttLink): void;
  readonly counters: { said: number; unsaid: number };
}

export function createSpeaker(options: SpeakerOptions): Speaker {
  let seq = 0;
  let link: MqttLink | undefined;
  const counters = { said: 0, unsaid: 0 };
  const sealIt: Speaker['seal'] = (kind, levels, body, said = {}) => {
    seq += 1;
    const nowMs = Math.floor(options.clock());
    return seal(
      kind,
      { venue: options.venue, ...levels },
      {
        v: 1,
        id: MessageId.parse(ulid(nowMs, options.random)),
        venue: options.venue,
        dev: CENTRAL,
        boot: options.epoch,
        seq,
        ts: nowMs,
        ep: options.epoch,
        d: body,
        ...(said.re === undefined ? {} : { re: said.re }),
        ...(said.expiresAtMs === undefined ? {} : { exp: Math.floor(said.expiresAtMs) }),
      },
    );
  };
  const unsaid = (kind: MessageKind, cause: unknown): void => {
    counters.unsaid += 1;
    const text = cause instanceof Error ? cause.message : String(cause);
    options.log.debug({ kind }, `not said: ${text}`);
  };
  return {
    counters,
    seal: sealIt,
    use: (next) => {
      link = next;
    },
    say(kind, levels, body, said) {
      if (link === undefined || !link.isOnline) {
        unsaid(kind, 'the broker is away');
        return 'away';
      }
      let sealed: Sealed;
      try {
        sealed = sealIt(kind, levels, body, said);
      } catch (cause) {
        if (!(cause instanceof Fault)) throw cause;
        options.log.warn({ kind }, cause.message);
        unsaid(kind, cause);
        return 'too-large';
      }
      counters.said += 1;
      link.publishSealed(sealed).catch((cause: unknown) => unsaid(kind, cause));
      return 'said';
    },
  };
}
