import { z } from 'zod';
import { ChannelMessage } from '../../contracts/channel.ts';
import { TerminalId, VisitId } from '../../contracts/ids.ts';
import { type Language, type LocalText, textFor } from '../../contracts/language.ts';
import { Language as LanguageSchema } from '../../contracts/language-schema.ts';
import { Nickname } from '../../contracts/nickname.ts';
import { PairingForMember } from '../../contracts/pairing.ts';
import type { Product } from '../../contracts/product.ts';
import { SuggestionsForVisit } from '../../contracts/suggestion.ts';
import { Requirements, VisitLine, VisitState } from '../../contracts/visit.ts';

/** A basket that a message can hold: 100 lines of at most 60 characters stay under 48 kB. */
export const BASKET_LINES = 100;
const NAME_CHARACTERS = 60;
const MESSAGES_KEPT = 50;

/** A visit as this box keeps it, so that a restart of the daemon loses nobody's basket. */
export const VisitRecord = z.object({
  visit: VisitId,
  terminal: TerminalId,
  /** The keyed hash of the card. */
  card: z.string().optional(),
  language: LanguageSchema,
  nickname: Nickname,
  openedAtMs: z.number().int(),
  lastSeenAtMs: z.number().int(),
  presence: z.enum(['at-kiosk', 'in-shop']),
  waitNumber: z.number().int().optional(),
  lines: z.array(VisitLine),
  nextLine: z.number().int(),
  requirements: Requirements,
  suggestions: SuggestionsForVisit.optional(),
  state: VisitState.optional(),
  pairing: PairingForMember.optional(),
  messages: z.array(ChannelMessage),
});
export type VisitRecord = z.infer<typeof VisitRecord>;

export interface NewVisit {
  readonly visit: VisitId;
  readonly terminal: TerminalId;
  readonly card: string | undefined;
  readonly language: Language;
  readonly nickname: Nickname;
  readonly nowMs: number;
}

export function openedVisit({ card, nowMs, ...who }: NewVisit): VisitRecord {
  return {
    ...who,
    ...(card === undefined ? {} : { card }),
    openedAtMs: nowMs,
    lastSeenAtMs: nowMs,
    presence: 'at-kiosk',
    lines: [],
    nextLine: 1,
    requirements: Requirements.parse({}),
    messages: [],
  };
}

export type LineChange =
  | { readonly kind: 'changed'; readonly record: VisitRecord }
  | { readonly kind: 'basket-full' }
  | { readonly kind: 'no-such-line' };

/** What is put into the basket: a product, or a weighed pack with the price that its label carries. */
export interface BasketItem {
  readonly product: Product;
  readonly source: 'scanned' | 'planned';
  /** Price of this very pack: a weighed or open-price line is quantity 1 at its amount. */
  readonly packPriceMinor?: number;
}

/** Adds one unit; a product that is there already counts one up. */
export function withItem(
  record: VisitRecord,
  { product, source, packPriceMinor }: BasketItem,
): LineChange {
  const gtin = product.gtins[0] ?? product.code;
  const index =
    packPriceMinor === undefined && product.soldBy === 'unit'
      ? record.lines.findIndex((line) => line.gtin === gtin && line.source === source)
      : -1;
  const same = record.lines[index];
  if (same !== undefined) {
    const counted = { ...same, quantity: Math.min(999, same.quantity + 1) };
    return { kind: 'changed', record: { ...record, lines: record.lines.with(index, counted) } };
  }
  if (record.lines.length >= BASKET_LINES) return { kind: 'basket-full' };
  const line: VisitLine = {
    id: String(record.nextLine),
    gtin,
    name: shortName(product.title, record.language),
    category: product.category,
    quantity: 1,
    unitPriceMinor: packPriceMinor ?? product.unitPriceMinor,
    source,
  };
  return {
    kind: 'changed',
    record: { ...record, lines: [...record.lines, line], nextLine: record.nextLine + 1 },
  };
}

/** Sets a line's quantity; zero takes it out. */
export function withQuantity(record: VisitRecord, lineId: string, quantity: number): LineChange {
  const index = record.lines.findIndex((line) => line.id === lineId);
  const line = record.lines[index];
  if (line === undefined) return { kind: 'no-such-line' };
  const lines =
    quantity === 0
      ? record.lines.filter((one) => one.id !== lineId)
      : record.lines.with(index, { ...line, quantity });
  return { kind: 'changed', record: { ...record, lines } };
}

/** The later of two versions that central sent; equal ones are the same. */
export function isNewer(
  known: { readonly version: number } | undefined,
  came: { readonly version: number },
): boolean {
  return known === undefined || came.version > known.version;
}

/** A message of the visit's channel, once; the same one may come twice. */
export function withMessage(record: VisitRecord, message: ChannelMessage): VisitRecord {
  const isThere = record.messages.some(
    (one) =>
      one.from === message.from &&
      one.sentAtMs === message.sentAtMs &&
      one.phrase === message.phrase,
  );
  if (isThere) return record;
  const messages = [...record.messages, message].toSorted((a, b) => a.sentAtMs - b.sentAtMs);
  return { ...record, messages: messages.slice(-MESSAGES_KEPT) };
}

/** Whether a pairing holds that the member must be reachable for. */
export function isPaired(record: VisitRecord): boolean {
  return record.pairing?.state === 'confirmed';
}

/** Her basket as it now counts: what a till rang up under her card takes the place of the same goods scanned or planned before. */
export function basketOf(record: VisitRecord): readonly VisitLine[] {
  const rungUp = record.state?.rungUp ?? [];
  const rung = new Set(rungUp.map((line) => line.gtin));
  return [
    ...record.lines.filter((line) => line.gtin === undefined || !rung.has(line.gtin)),
    ...rungUp,
  ];
}

/** Central ended the visit; what is left of it is the last word on the screen, such as "redeemed". */
export function isOver(record: VisitRecord): boolean {
  return record.state?.open === false;
}

function shortName(title: LocalText, language: Language): string {
  return textFor(title, language).slice(0, NAME_CHARACTERS);
}
