import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';
import type { PairingId } from '../../contracts/ids.ts';
import type { Language } from '../../contracts/language.ts';
import type { KioskView } from '../../contracts/socket.ts';
import type { Answer } from '../../contracts/suggestion.ts';
import type { Messages } from '../i18n/messages.ts';
import { messagesIn } from '../i18n/words.ts';
import { idleAfter, type Idle, type Patience } from './idle.ts';
import type { LinkState, Outcome } from './link.ts';
import { noticeBetween, type Notice } from './notice.ts';
import type { LocalRoute } from './local-route.ts';
import { screenFor, type Screen } from './screen.ts';
import { DEFAULT_SETTINGS, type Settings } from './settings.ts';
import type { OutgoingCommand } from './socket-codec.ts';

/** What lies over a screen and must be answered or closed first. */
export type Overlay =
  | { readonly kind: 'none' }
  | { readonly kind: 'settings' }
  | { readonly kind: 'slip'; readonly svg: string | undefined }
  | { readonly kind: 'confirm-cancel' };

type OpenOverlay = Exclude<Overlay, { readonly kind: 'none' }>;

export interface SessionOptions {
  readonly send: (command: OutgoingCommand) => Promise<Outcome>;
  /** How long each screen waits for a person. */
  readonly patienceOf: (screen: Screen) => Patience;
  /** Milliseconds that only ever go forward. */
  readonly clock: () => number;
  readonly onChime: () => void;
}

const NOTICE_MS = 5000;
/** A connection that comes back within this time was never gone, for a shopper. */
const BLINK_MS = 1500;
const NO_OVERLAY: Overlay = { kind: 'none' };
const HOME: LocalRoute = { kind: 'home' };

/** One screen's state: the daemon's last view, whole, and the little that only the page knows. Everything shown derives from it. */
export class Session {
  readonly #options: SessionOptions;
  readonly #view = signal<KioskView | undefined>(undefined);
  readonly #viewAtMs = signal(0);
  readonly #link = signal<LinkState>('connecting');
  readonly #lostAtMs = signal<number | undefined>(undefined);
  readonly #route = signal<LocalRoute>(HOME);
  readonly #waitNumber = signal<number | undefined>(undefined);
  readonly #read = signal<PairingId | undefined>(undefined);
  readonly #settings = signal<Settings>(DEFAULT_SETTINGS);
  readonly #overlay = signal<Overlay>(NO_OVERLAY);
  readonly #notice = signal<(Notice & { readonly untilMs: number }) | undefined>(undefined);
  readonly #busy = signal(0);
  readonly #tickMs = signal(0);
  readonly #activeAtMs = signal(0);
  /** The shopper has left, but the daemon has not confirmed it: no visit may be shown, whatever arrives. */
  #leaving: 'no' | 'unsent' | 'sent' = 'no';

  readonly screen: ReadonlySignal<Screen>;
  readonly language: ReadonlySignal<Language>;
  readonly idle: ReadonlySignal<Idle>;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#tickMs.value = options.clock();
    this.#activeAtMs.value = this.#tickMs.value;
    this.screen = computed(() =>
      screenFor(this.#view.value, {
        link: this.#link.value,
        isAway:
          this.#lostAtMs.value !== undefined && this.#now() - this.#lostAtMs.value >= BLINK_MS,
        route: this.#route.value,
        waitNumber: this.#waitNumber.value,
        read: this.#read.value,
      }),
    );
    this.language = computed(
      () => this.#settings.value.language ?? this.#view.value?.language ?? 'zh-Hans',
    );
    this.idle = computed(() =>
      idleAfter(options.patienceOf(this.screen.value), this.#now() - this.#activeAtMs.value),
    );
  }

  get settings(): ReadonlySignal<Settings> {
    return this.#settings;
  }
  get overlay(): ReadonlySignal<Overlay> {
    return this.#overlay;
  }
  get notice(): ReadonlySignal<Notice | undefined> {
    return this.#notice;
  }
  /** A command is under way: buttons that would send another wait. */
  get isBusy(): boolean {
    return this.#busy.value > 0;
  }
  /** The daemon's clock as of the last tick: what countdowns count with. */
  get nowMs(): number {
    return (this.#view.value?.nowMs ?? 0) + Math.max(0, this.#now() - this.#viewAtMs.value);
  }
  get view(): KioskView | undefined {
    return this.#view.value;
  }

  #now(): number {
    return this.#tickMs.value;
  }

  /** Once a second: countdowns, notices, and whether anybody is still there. */
  tick(): void {
    this.#tickMs.value = this.#options.clock();
    const notice = this.#notice.value;
    if (notice !== undefined && notice.untilMs <= this.#now()) this.#notice.value = undefined;
    if (this.idle.value.kind === 'gone') this.#goneQuiet();
  }

  #goneQuiet(): void {
    const { kind } = this.screen.value;
    if (kind === 'attract' && this.#settings.value === DEFAULT_SETTINGS) {
      this.resetIdle();
      return;
    }
    this.leave();
  }

  /** Somebody is here: a touch, a key or a scan. */
  resetIdle(): void {
    this.#tickMs.value = this.#options.clock();
    this.#activeAtMs.value = this.#now();
  }

  onView(view: KioskView): void {
    batch(() => {
      const before = this.#view.value;
      this.#tickMs.value = this.#options.clock();
      this.#viewAtMs.value = this.#now();
      const next = this.#leaving === 'no' ? view : withoutVisit(view);
      const { kind } = this.screen.value;
      this.#view.value = next;
      // What was said about the screen before does not follow onto the next one.
      if (this.screen.value.kind !== kind) this.#notice.value = undefined;
      if ((next.visit === undefined) !== (before?.visit === undefined)) this.navigate(HOME);
      const news = noticeBetween(before, next);
      if (news.isActivity) this.resetIdle();
      if (news.notice !== undefined) this.#show(news.notice);
      if (news.isChime) this.#options.onChime();
    });
    if (this.#leaving === 'unsent') void this.#sendLeave();
  }

  onLink(state: LinkState): void {
    batch(() => {
      this.#link.value = state;
      this.#tickMs.value = this.#options.clock();
      if (state === 'online') this.#lostAtMs.value = undefined;
      else this.#lostAtMs.value ??= this.#now();
    });
  }

  /** Goes to a screen by the shopper's own choice; what the daemon says may come before it. */
  navigate(route: LocalRoute): void {
    batch(() => {
      this.#route.value = route;
      this.#notice.value = undefined;
      this.#overlay.value = NO_OVERLAY;
    });
  }

  openOverlay(overlay: OpenOverlay): void {
    this.#overlay.value = overlay;
  }

  closeOverlay(): void {
    this.#overlay.value = NO_OVERLAY;
  }

  set(change: Partial<Settings>): void {
    this.#settings.value = { ...this.#settings.value, ...change };
    if (change.language !== undefined)
      void this.send({ kind: 'language', language: change.language });
  }

  /** Sends a command and tells the shopper when it came to nothing. */
  async send(command: OutgoingCommand): Promise<Outcome> {
    this.#busy.value += 1;
    const outcome = await this.#options.send(command);
    batch(() => {
      this.#busy.value -= 1;
      if (outcome.kind === 'lost') this.#show({ tone: 'bad', text: (t) => t.notice.lost });
      if (outcome.kind === 'refused' && this.#leaving === 'no') {
        this.#show({ tone: 'bad', text: (t) => t.refused[outcome.reason] });
      }
    });
    return outcome;
  }

  async answer(suggestion: Answer['suggestion'], answer: Answer['answer']): Promise<void> {
    const outcome = await this.send({ kind: 'answer', suggestion, answer });
    if (outcome.kind === 'done' && answer === 'decline') this.navigate({ kind: 'suggestions' });
  }

  async preview(suggestion: Answer['suggestion']): Promise<void> {
    this.openOverlay({ kind: 'slip', svg: undefined });
    const outcome = await this.send({ kind: 'preview', suggestion });
    if (this.#overlay.value.kind !== 'slip') return;
    if (outcome.kind === 'done' && outcome.svg !== undefined) {
      this.openOverlay({ kind: 'slip', svg: outcome.svg });
    } else this.closeOverlay();
  }

  /** Leaves with a wait number, which the screen shows once more. */
  async takeNumber(): Promise<void> {
    const outcome = await this.send({ kind: 'wait' });
    if (outcome.kind !== 'done') return;
    this.#waitNumber.value = outcome.waitNumber ?? this.#view.value?.visit?.waitNumber;
  }

  /** Has read how the pairing ended; the basket comes back. */
  readEnd(pairing: PairingId): void {
    batch(() => {
      this.#read.value = pairing;
      this.#route.value = HOME;
    });
  }

  /** Forgets the shopper at once, and tells the daemon; until that has answered, no visit is shown. */
  leave(): void {
    const wasWaitSlip = this.#waitNumber.value !== undefined;
    this.#forget();
    // With a wait slip the daemon has let the visit go already.
    if (!wasWaitSlip || this.#view.value?.visit !== undefined) {
      this.#leaving = 'unsent';
      void this.#sendLeave();
    }
    const view = this.#view.value;
    if (view !== undefined) this.#view.value = withoutVisit(view);
  }

  async #sendLeave(): Promise<void> {
    if (this.#leaving === 'sent') return;
    this.#leaving = 'sent';
    const outcome = await this.#options.send({ kind: 'leave' });
    // Lost on the way: said again with the first view of the next connection.
    this.#leaving = outcome.kind === 'lost' ? 'unsent' : 'no';
  }

  #forget(): void {
    batch(() => {
      this.#route.value = HOME;
      this.#overlay.value = NO_OVERLAY;
      this.#notice.value = undefined;
      this.#waitNumber.value = undefined;
      this.#read.value = undefined;
      this.#settings.value = DEFAULT_SETTINGS;
      this.resetIdle();
    });
  }

  #show(notice: Notice): void {
    this.#notice.value = { ...notice, untilMs: this.#options.clock() + NOTICE_MS };
  }

  /** The texts of the language that is spoken now. */
  get t(): Messages {
    return messagesIn(this.language.value);
  }
}

function withoutVisit(view: KioskView): KioskView {
  const { visit: _forgotten, ...rest } = view;
  return rest;
}
