import type { MatcherEvent, MatcherEventBody } from '../../matcher/state/event.ts';
import type { Sale } from '../../contracts/sale.ts';
import type { ShopperId } from '../../contracts/ids.ts';
import { type Catalogue, type LearntPrice, pricesOf } from '../catalogue/catalogue.ts';
import type { Entry, JournalWrite, Origin } from './journal-write.ts';
import type { Meaning, UpMessage } from './translate.ts';

/** Something to be written: what a message means, with its time and randomness; bytes for quarantine; or only a number. */
export type Prepared =
  | (Meaning & {
      readonly atMs: number;
      readonly seed: number;
      readonly entropy: string;
      readonly origin: Origin;
    })
  | {
      readonly kind: 'poison';
      readonly topic: string;
      readonly bytes: Uint8Array;
      readonly reason: string;
      readonly atMs: number;
      readonly origin?: Origin;
    }
  | { readonly kind: 'mark'; readonly origin: Origin };

/** An event that is now in the journal. */
export interface CommittedEvent {
  readonly id: number;
  readonly event: MatcherEvent;
}

export interface Committed {
  /** Prices that the catalogue takes over, now that they are on disk. */
  readonly lessons: LearntPrice[];
  readonly events: CommittedEvent[];
  readonly notes: UpMessage[];
  readonly losses: {
    readonly dev: string;
    readonly fromSeq: number;
    readonly toSeq: number;
    readonly count: number;
  }[];
  lastId: number | undefined;
}

/** Writes a batch inside the journal's transaction, and says what the matcher is to be told of it. */
export function commitBatch(
  write: JournalWrite,
  batch: readonly Prepared[],
  catalogue: Catalogue,
): Committed {
  const committed: Committed = {
    lessons: [],
    events: [],
    notes: [],
    losses: [],
    lastId: undefined,
  };
  const marks = new Map<string, Origin>();
  for (const one of batch) {
    if (one.origin !== undefined) marks.set(`${one.origin.dev} ${one.origin.boot}`, one.origin);
    switch (one.kind) {
      case 'mark':
        break;
      case 'poison':
        write.quarantine(one);
        break;
      case 'event':
        committed.events.push(appendEvent(write, one, one.body));
        break;
      case 'sale':
        commitSale(write, one, one.part, one.shopper, catalogue, committed);
        break;
      case 'gap':
        write.append(entryOf(one, 'note', { kind: 'gap', ...one.gap }));
        committed.losses.push({ dev: one.origin.dev, ...one.gap });
        break;
      case 'note':
        write.append(
          entryOf(one, 'note', {
            kind: one.message.type,
            id: one.message.envelope.id,
            d: one.message.envelope.d,
          }),
        );
        committed.notes.push(one.message);
        break;
    }
  }
  for (const { dev, boot, seq } of marks.values()) write.setMark(dev, boot, seq);
  committed.lastId = committed.events.at(-1)?.id;
  return committed;
}

type Stamped = Pick<Entry, 'atMs' | 'seed' | 'entropy'> & { readonly origin: Origin };

/** One row for each sale, however often its receipt is read: what comes again is kept as a duplicate and goes no further. */
function commitSale(
  write: JournalWrite,
  stamped: Stamped,
  part: Sale,
  shopper: ShopperId | undefined,
  catalogue: Catalogue,
  committed: Committed,
): void {
  const first = write.eventOfSale(part.sale);
  if (first !== undefined) {
    const body = { sale: part.sale, part: part.part, firstEvent: first };
    write.append(entryOf(stamped, 'duplicate-sale', body));
    return;
  }
  const sale = write.joinSale(part, stamped.atMs);
  if (sale === undefined) return;
  const body: MatcherEventBody = {
    kind: 'sale',
    sale,
    ...(shopper === undefined ? {} : { shopper }),
  };
  const event = appendEvent(write, stamped, body);
  write.rememberSale(sale.sale, event.id, stamped.atMs);
  committed.events.push(event);
  for (const { code, unitPriceMinor } of pricesOf(catalogue, sale)) {
    // The lessons of this batch reach the catalogue after the commit, but each counts for the sales behind it.
    const lesson = catalogue.lessonOf(code, unitPriceMinor, committed.lessons);
    if (lesson === undefined) continue;
    write.learnPrice(lesson, sale.sale, stamped.atMs);
    committed.lessons.push(lesson);
  }
  for (const line of sale.lines) {
    if (catalogue.find(line) !== undefined) continue;
    const item = { name: line.name, code: line.code ?? '', priceMinor: line.unitPriceMinor };
    write.countUnknown(item, stamped.atMs);
  }
}

function appendEvent(
  write: JournalWrite,
  stamped: Stamped,
  body: MatcherEventBody,
): CommittedEvent {
  const { atMs, seed, entropy } = stamped;
  return {
    id: write.append(entryOf(stamped, 'event', body)),
    event: { atMs, seed, entropy, body },
  };
}

function entryOf(stamped: Stamped, record: Entry['record'], body: unknown): Entry {
  const { atMs, seed, entropy, origin } = stamped;
  return { record, atMs, seed, entropy, body, origin };
}
