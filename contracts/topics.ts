import type { z } from 'zod';
import { ChannelMessage } from './channel.ts';
import { ConnectionAnswer, ConnectionRequest, Inquiry, InquiryReply } from './inquiry.ts';
import { PairingCancel, PairingForMember, SlipReport, StaffNotice, WaitCall } from './pairing.ts';
import { Ack, CentralPresence, DevicePresence, Gap } from './presence.ts';
import { ProductsPage, PromotionsInForce } from './reference.ts';
import { Ringing, Sale, TillScan } from './sale.ts';
import { Answer, SuggestionsForVisit } from './suggestion.ts';
import { VisitLines, VisitOpened, VisitPresence, VisitRequirements, VisitState } from './visit.ts';

/** One row of the table: where a message travels and what is in it. */
export interface MessageRow {
  /** `{name}` stands for one level. The only place where a topic is spelled. */
  readonly topic: string;
  readonly schema: z.ZodType;
  readonly qos: 0 | 1;
  readonly retain: boolean;
  /** Through the shop box's outbox: durable, numbered, repeated until central acknowledges after its own commit. */
  readonly durable: boolean;
}

const ROOT = 'pindan/v1/{venue}';
const up = <S extends z.ZodType>(level: string, schema: S) =>
  ({ topic: `${ROOT}/up/{dev}/${level}`, schema, qos: 1, retain: false, durable: true }) as const;
const down = <S extends z.ZodType>(level: string, schema: S, qos: 0 | 1 = 1) =>
  ({ topic: `${ROOT}/down/{dev}/${level}`, schema, qos, retain: false, durable: false }) as const;

/** Every message by its `t`. Several kinds may share a topic. Source: docs/rules.md#envelope. */
export const MESSAGES = {
  sale: up('event', Sale),
  ringing: up('event', Ringing),
  'till-scan': up('event', TillScan),
  gap: up('event', Gap),
  'visit-opened': up('visit', VisitOpened),
  'visit-lines': up('visit', VisitLines),
  'visit-requirements': up('visit', VisitRequirements),
  'visit-presence': up('visit', VisitPresence),
  answer: up('answer', Answer),
  'pairing-cancel': up('answer', PairingCancel),
  slip: up('slip', SlipReport),
  inquiry: up('ask', Inquiry),
  'connection-request': up('connect', ConnectionRequest),
  'connection-answer': up('connect', ConnectionAnswer),

  ack: down('ack', Ack, 0),
  suggestions: down('suggestion', SuggestionsForVisit),
  pairing: down('pairing', PairingForMember),
  visit: down('visit', VisitState),
  'inquiry-reply': down('reply/{id}', InquiryReply),

  call: { topic: `${ROOT}/all/call`, schema: WaitCall, qos: 1, retain: false, durable: false },
  staff: { topic: `${ROOT}/all/staff`, schema: StaffNotice, qos: 1, retain: false, durable: false },
  channel: {
    topic: `${ROOT}/ch/{channel}/{dev}`,
    schema: ChannelMessage,
    qos: 1,
    retain: false,
    durable: false,
  },
  promotions: {
    topic: `${ROOT}/ref/promotions`,
    schema: PromotionsInForce,
    qos: 1,
    retain: true,
    durable: false,
  },
  products: {
    topic: `${ROOT}/ref/products/{page}`,
    schema: ProductsPage,
    qos: 1,
    retain: true,
    durable: false,
  },
  device: {
    topic: `${ROOT}/st/{dev}`,
    schema: DevicePresence,
    qos: 1,
    retain: true,
    durable: false,
  },
  // A device named `central` is refused by the configuration, so this row and the one above never meet.
  central: {
    topic: `${ROOT}/st/central`,
    schema: CentralPresence,
    qos: 1,
    retain: true,
    durable: false,
  },
} as const satisfies Record<string, MessageRow>;

export type MessageKind = keyof typeof MESSAGES;
/** The body of a message of this kind, after parsing. */
export type MessageBody<K extends MessageKind> = z.output<(typeof MESSAGES)[K]['schema']>;

/** The kinds that a shop box sends through its outbox. */
export type UpKind = {
  [K in MessageKind]: (typeof MESSAGES)[K]['durable'] extends true ? K : never;
}[MessageKind];

export type TopicLevels = Readonly<
  Partial<Record<'venue' | 'dev' | 'channel' | 'page' | 'id', string>>
>;

/** The topic of a message kind with its levels filled in; a level left out becomes `+`, so the same call makes filters. */
export function topicOf(kind: MessageKind, levels: TopicLevels): string {
  return MESSAGES[kind].topic.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = (levels as Readonly<Record<string, string | undefined>>)[name];
    return value ?? '+';
  });
}

/** The levels of a topic as the row of `kind` names them, or undefined where the topic is not of that row. */
export function levelsOf(kind: MessageKind, topic: string): TopicLevels | undefined {
  const pattern = MESSAGES[kind].topic.split('/');
  const levels = topic.split('/');
  if (pattern.length !== levels.length) return undefined;
  const found: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const level = levels[index] ?? '';
    if (part.startsWith('{')) found[part.slice(1, -1)] = level;
    else if (part !== level) return undefined;
  }
  return found;
}

/** Whether `t` names a message of the table. */
export function isMessageKind(t: string): t is MessageKind {
  return Object.hasOwn(MESSAGES, t);
}
