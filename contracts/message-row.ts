import type { z } from 'zod';

/** `box` is a box; the topic's `{dev}` names it. */
export type Sender = 'box' | 'central';

/**
 * `box` is the box that the topic's `{dev}` names; `venue` is every box of the venue; `members` are the boxes where
 * members of the topic's channel are.
 */
export type Receiver = 'central' | 'box' | 'venue' | 'members';

/** Where a message travels, and how. */
export interface Route {
  /** `{name}` stands for one level. */
  readonly topic: string;
  readonly from: Sender;
  readonly to: Receiver;
  readonly qos: 0 | 1;
  readonly retain: boolean;
  /** Through the box's outbox: durable, numbered, repeated until central acknowledges after its own commit. */
  readonly durable: boolean;
}

/** What a message says. */
export interface Content<S extends z.ZodType> {
  readonly schema: S;
  /** One sentence or two: what the message means and when it is sent. */
  readonly about: string;
  readonly example: z.input<S>;
}

/** One row of the messages table. */
export type MessageRow<S extends z.ZodType = z.ZodType> = Route & Content<S>;

const ROOT = 'pindan/v1/{venue}';

/** A message of a box to central, through the outbox. */
export function up<S extends z.ZodType>(level: string, content: Content<S>) {
  const route = {
    topic: `${ROOT}/up/{dev}/${level}`,
    from: 'box',
    to: 'central',
    qos: 1,
    retain: false,
    durable: true,
  } as const;
  return { ...route, ...content };
}

/** A message of central to one box. */
export function down<S extends z.ZodType>(level: string, content: Content<S>, qos: 0 | 1 = 1) {
  const route = {
    topic: `${ROOT}/down/{dev}/${level}`,
    from: 'central',
    to: 'box',
    retain: false,
    durable: false,
  } as const;
  return { ...route, qos, ...content };
}

/** What central tells every box of the venue once. */
export function toAll<S extends z.ZodType>(level: string, content: Content<S>) {
  return { ...fromCentral(`all/${level}`), retain: false, ...content } as const;
}

/** What central keeps on the broker for every box of the venue, also for one that connects later. */
export function retained<S extends z.ZodType>(level: string, content: Content<S>) {
  return { ...fromCentral(level), retain: true, ...content } as const;
}

function fromCentral(level: string) {
  return {
    topic: `${ROOT}/${level}`,
    from: 'central',
    to: 'venue',
    qos: 1,
    durable: false,
  } as const;
}

/** Whether a box is there; retained, so that central learns it when it connects. */
export function presence<S extends z.ZodType>(content: Content<S>) {
  const route = {
    topic: `${ROOT}/st/{dev}`,
    from: 'box',
    to: 'central',
    qos: 1,
    retain: true,
    durable: false,
  } as const;
  return { ...route, ...content };
}

/** What the members of a channel say to each other, past central. */
export function onChannel<S extends z.ZodType>(content: Content<S>) {
  const route = {
    topic: `${ROOT}/ch/{channel}/{dev}`,
    from: 'box',
    to: 'members',
    qos: 1,
    retain: false,
    durable: false,
  } as const;
  return { ...route, ...content };
}
