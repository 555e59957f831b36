import { MESSAGES, type MessageKind, type TopicLevels, topicOf } from '../contracts/topics.ts';
import { type OutgoingEnvelope, sealEnvelope } from './envelope.ts';

/** A message ready to be published. */
export interface Sealed {
  readonly topic: string;
  readonly bytes: Buffer;
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

/** A message as its row of the topics table wants it sent. @throws Fault `message-rejected` where it is too large */
export function seal<K extends MessageKind>(
  kind: K,
  levels: TopicLevels,
  envelope: OutgoingEnvelope<K>,
): Sealed {
  const { qos, retain } = MESSAGES[kind];
  return { topic: topicOf(kind, levels), bytes: sealEnvelope(kind, envelope), qos, retain };
}
