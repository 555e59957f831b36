import type { Fault } from '../../contracts/fault.ts';
import type { VenueId } from '../../contracts/ids.ts';
import type { CentralPresence } from '../../contracts/presence.ts';
import { kindsTo } from '../../contracts/topics.ts';
import { connectLink, type LinkOptions, type LinkState, type MqttLink } from '../../mqtt/link.ts';
import type { Sealed } from '../../mqtt/sealed.ts';
import type { Speaker } from '../matching/outgoing.ts';
import type { Notices } from '../../service/notices.ts';
import type { Reference } from './reference.ts';

export interface VenueLinkOptions extends Pick<LinkOptions, 'onMessage' | 'onRejected'> {
  readonly venue: VenueId;
  readonly version: string;
  readonly epoch: number;
  readonly connection: Pick<LinkOptions, 'url' | 'username' | 'password' | 'tls'>;
  readonly clientId: string;
  readonly clock: () => number;
  readonly speaker: Speaker;
  readonly reference: Reference;
  readonly notices: Notices;
  /** The link is up: what was said while it was down was said to nobody. */
  readonly onOnline: () => void;
}

/** Central's connection to the broker: its presence, what is in force, and what the boxes say. The speaker speaks through it. */
export class VenueLink {
  readonly #options: VenueLinkOptions;
  readonly #link: MqttLink;
  #state: { readonly isOnline: boolean; readonly fault: Fault | undefined } = {
    isOnline: false,
    fault: undefined,
  };

  /** Connects, and keeps connecting. */
  constructor(options: VenueLinkOptions) {
    const { venue, speaker, reference } = options;
    this.#options = options;
    this.#link = connectLink({
      ...options.connection,
      clientId: options.clientId,
      will: this.#presence('offline'),
      birth: () => [this.#presence('online'), ...reference.messages(speaker)],
      onState: (state) => this.#changed(state),
      onMessage: options.onMessage,
      onRejected: options.onRejected,
    });
    speaker.use(this.#link);
    this.#link.subscribe(kindsTo('central').map((kind) => ({ kind, levels: { venue } })));
  }

  /** Whether it is up, and why it was last down. */
  get state(): { readonly isOnline: boolean; readonly fault: Fault | undefined } {
    return this.#state;
  }

  /** For those who listen whether central lives. */
  sayAlive(): void {
    this.#options.speaker.say('central', {}, this.#body('online'));
  }

  publishReference(): void {
    if (!this.#link.isOnline) return;
    for (const message of this.#options.reference.messages(this.#options.speaker)) {
      // Retained: what does not get through now goes with the next birth.
      this.#link.publishSealed(message).catch(() => {});
    }
  }

  async close(): Promise<void> {
    if (this.#link.isOnline) {
      await this.#link.publishSealed(this.#presence('offline')).catch(() => {});
    }
    await this.#link.close();
  }

  #changed(state: LinkState): void {
    const { notices, onOnline } = this.#options;
    const isOnline = state.kind === 'online';
    this.#state = { ...this.#state, isOnline };
    if (state.kind === 'offline') {
      this.#state = { isOnline, fault: state.fault };
      notices.add(state.fault.code, state.fault.message);
    }
    if (isOnline) onOnline();
  }

  #presence(state: CentralPresence['state']): Sealed {
    return this.#options.speaker.seal('central', {}, this.#body(state));
  }

  #body(state: CentralPresence['state']): CentralPresence {
    const { epoch, version, clock } = this.#options;
    return { state, boot: epoch, epoch, ts: Math.floor(clock()), version };
  }
}
