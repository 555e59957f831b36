import type { z } from 'zod';
import { INQUIRY_MESSAGES } from './inquiry-messages.ts';
import { LINK_MESSAGES } from './link-messages.ts';
import { PAIRING_MESSAGES } from './pairing-messages.ts';
import { REFERENCE_MESSAGES } from './reference-messages.ts';
import type { MessageRow, Receiver, Sender } from './message-row.ts';
import { TILL_MESSAGES } from './till-messages.ts';
import { VISIT_MESSAGES } from './visit-messages.ts';

/**
 * Every message by its `t`. Several kinds may share a topic. Subscriptions, the broker's rights, who may speak on a topic and
 * docs/protocol.md all follow from these rows. Source: docs/rules.md#envelope.
 */
export const MESSAGES = {
  ...TILL_MESSAGES,
  ...VISIT_MESSAGES,
  ...PAIRING_MESSAGES,
  ...INQUIRY_MESSAGES,
  ...REFERENCE_MESSAGES,
  ...LINK_MESSAGES,
} satisfies Record<string, MessageRow>;

export type MessageKind = keyof typeof MESSAGES;
/** The body of a message of this kind, after parsing. */
export type MessageBody<K extends MessageKind> = z.output<(typeof MESSAGES)[K]['schema']>;

/** The kinds that this peer sends. */
export type KindFrom<P extends Sender> = {
  [K in MessageKind]: (typeof MESSAGES)[K]['from'] extends P ? K : never;
}[MessageKind];

/** The kinds that this receiver gets. */
export type KindTo<R extends Receiver> = {
  [K in MessageKind]: (typeof MESSAGES)[K]['to'] extends R ? K : never;
}[MessageKind];

/** The kinds that a box sends through its outbox. */
export type UpKind = {
  [K in MessageKind]: (typeof MESSAGES)[K]['durable'] extends true ? K : never;
}[MessageKind];

/** Everything that a box hears. */
export type HeardByBox = KindTo<'box' | 'venue' | 'members'>;

const KINDS = Object.keys(MESSAGES) as readonly MessageKind[];

/** The kinds that a box sends through its outbox. */
export const UP_KINDS: readonly UpKind[] = KINDS.filter(
  (kind): kind is UpKind => MESSAGES[kind].durable,
);

/** The kinds that one of these receivers gets. */
export function kindsTo<R extends Receiver>(...receivers: readonly R[]): readonly KindTo<R>[] {
  const isTo = (kind: MessageKind): kind is KindTo<R> =>
    receivers.some((receiver) => receiver === MESSAGES[kind].to);
  return KINDS.filter(isTo);
}

/** The kinds that this peer sends. */
export function kindsFrom<P extends Sender>(sender: P): readonly KindFrom<P>[] {
  const isFrom = (kind: MessageKind): kind is KindFrom<P> => MESSAGES[kind].from === sender;
  return KINDS.filter(isFrom);
}

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
