import type { Ack, BoxPresence } from '../../contracts/presence.ts';
import { type Numbered, Numbering, type SeqRange } from './sequencer.ts';

/** What waits for a commit, at most; what comes beyond it is left to the senders' outboxes. */
const READY_LIMIT = 20_000;
const REPEAT_ACKS_FOR_MS = 30_000;
const KEPT_REJECTIONS = 50;

/** One start of one box, and what is known of it on disk. */
export interface Sender<T> {
  readonly dev: string;
  readonly boot: number;
  readonly numbering: Numbering<T>;
  committed: number;
  touchedAtMs: number;
  readonly rejected: { readonly seq: number; readonly reason: string }[];
}

/** A number whose turn has come; without an item it only moves the mark. */
export interface Ready<T> {
  readonly sender: Sender<T>;
  readonly numbered: Numbered<T>;
}

export interface SendersOptions {
  /** How far the journal is for one start of a box. */
  readonly markOf: (dev: string, boot: number) => number;
  readonly sendAck: (dev: string, ack: Ack) => void;
  /** Something is ready, or an acknowledgement is due. */
  readonly onWork: () => void;
  /** Numbers that an older journal had acknowledged and this one never had. */
  readonly onMissing: (sender: Sender<unknown>, missing: SeqRange) => void;
}

/**
 * Everybody who sends: what each has sent, in order, until it is committed, and how far each may be told that it is.
 * Times are of the process's own clock, in milliseconds.
 */
export class Producers<T> {
  readonly #options: SendersOptions;
  readonly #senders = new Map<string, Sender<T>>();
  #ready: Ready<T>[] = [];
  readonly #ackDue = new Set<Sender<T>>();

  constructor(options: SendersOptions) {
    this.#options = options;
  }

  get readyCount(): number {
    return this.#ready.length;
  }

  get hasWork(): boolean {
    return this.#ready.length + this.#ackDue.size > 0;
  }

  /** Takes a number: `ready` now, `waiting` for earlier ones, a `duplicate`, or `left` to its sender because too much waits. */
  take(
    dev: string,
    boot: number,
    seq: number,
    item: T,
  ): 'ready' | 'waiting' | 'duplicate' | 'left' {
    if (this.#ready.length >= READY_LIMIT) return 'left';
    const sender = this.#sender(dev, boot);
    sender.touchedAtMs = performance.now();
    const offered = sender.numbering.offer(seq, item, performance.now());
    if (offered.kind === 'ready') this.#enqueue(sender, offered.items);
    if (offered.kind === 'duplicate') {
      this.#ackDue.add(sender);
      this.#options.onWork();
    }
    return offered.kind;
  }

  /** A box says that it dropped these. */
  declareLoss(dev: string, boot: number, lost: SeqRange): void {
    const sender = this.#sender(dev, boot);
    this.#enqueue(sender, sender.numbering.skip(lost));
  }

  /**
   * A box was born: it hears how far the journal is, and numbers that it no longer holds although we never had them are given up.
   * It let them go on the word of a journal that is gone.
   */
  born(dev: string, presence: BoxPresence): void {
    for (const { boot, fromSeq } of presence.pending) {
      const sender = this.#sender(dev, boot);
      this.#giveUp(sender, { fromSeq: sender.numbering.mark + 1, toSeq: fromSeq - 1 });
    }
    this.#sender(dev, presence.boot);
    for (const sender of this.#senders.values()) if (sender.dev === dev) this.#sendAck(sender);
  }

  /** Says again to everybody heard of lately how far the journal is, and gives up what will not come. To be called every few seconds. */
  repeat(): void {
    const nowMs = performance.now();
    for (const sender of this.#senders.values()) {
      if (nowMs - sender.touchedAtMs < REPEAT_ACKS_FOR_MS) this.#sendAck(sender);
      this.#giveUp(sender, sender.numbering.givenUp(nowMs));
    }
  }

  /** Takes what is to be committed together: all up to `limit`, or up to where `endsBefore` says. */
  batch(limit: number, endsBefore: (item: T) => boolean): readonly Ready<T>[] {
    let length = 0;
    for (const { numbered } of this.#ready) {
      if (length >= limit) break;
      if (numbered.item !== undefined && endsBefore(numbered.item)) break;
      length += 1;
    }
    return this.#ready.splice(0, length);
  }

  /** These are on disk now. */
  committed(batch: readonly Ready<T>[]): void {
    for (const { sender, numbered } of batch) {
      sender.committed = Math.max(sender.committed, numbered.seq);
      this.#ackDue.add(sender);
    }
  }

  /** Kept in quarantine instead: its sender is told why. */
  rejected(sender: Sender<T>, seq: number, reason: string): void {
    sender.rejected.push({ seq, reason: reason.slice(0, 200) });
    if (sender.rejected.length > KEPT_REJECTIONS) sender.rejected.shift();
  }

  sendDueAcks(): void {
    for (const sender of this.#ackDue) this.#sendAck(sender);
    this.#ackDue.clear();
  }

  /** Nothing that is not on disk was kept: the next offer of each number counts as the first. */
  forget(): void {
    this.#senders.clear();
    this.#ready = [];
    this.#ackDue.clear();
  }

  #sender(dev: string, boot: number): Sender<T> {
    const key = `${dev} ${boot}`;
    const known = this.#senders.get(key);
    if (known !== undefined) return known;
    const committed = this.#options.markOf(dev, boot);
    const sender: Sender<T> = {
      dev,
      boot,
      numbering: new Numbering(committed),
      committed,
      touchedAtMs: performance.now(),
      rejected: [],
    };
    this.#senders.set(key, sender);
    return sender;
  }

  #enqueue(sender: Sender<T>, items: readonly Numbered<T>[]): void {
    for (const numbered of items) this.#ready.push({ sender, numbered });
    if (items.length > 0) this.#options.onWork();
  }

  #giveUp(sender: Sender<T>, missing: SeqRange | undefined): void {
    if (missing === undefined || missing.toSeq < missing.fromSeq) return;
    this.#options.onMissing(sender, missing);
    this.#enqueue(sender, sender.numbering.skip(missing));
  }

  #sendAck(sender: Sender<T>): void {
    if (sender.committed === 0) return;
    const { boot, committed, rejected } = sender;
    this.#options.sendAck(sender.dev, { boot, seq: committed, rejected: [...rejected] });
  }
}
