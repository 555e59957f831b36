import type { z } from 'zod';
import {
  type Envelope,
  Envelope as EnvelopeSchema,
  MESSAGE_LIMIT_BYTES,
} from '../contracts/envelope.ts';
import type { EnvelopeOf } from '../contracts/envelope.ts';
import { Fault } from '../contracts/fault.ts';
import { BoxId } from '../contracts/ids.ts';
import { expectation, pathText } from '../contracts/issue-text.ts';
import type { Receiver } from '../contracts/message-row.ts';
import {
  isMessageKind,
  type KindTo,
  levelsOf,
  MESSAGES,
  type MessageBody,
  type MessageKind,
  type TopicLevels,
} from '../contracts/topics.ts';
import { nestsDeeperThan } from './json-depth.ts';

/** The `dev` of everything that central says. */
export const CENTRAL: BoxId = BoxId.parse('central');

/** No message of ours nests deeper; a deeper one is an attack on the parser. */
const DEPTH_LIMIT = 24;

/** A message that was read from its topic and fits its row of the topics table; switch on `type`. */
export type Received = {
  readonly [K in MessageKind]: {
    readonly type: K;
    readonly levels: TopicLevels;
    readonly envelope: EnvelopeOf<MessageBody<K>>;
  };
}[MessageKind];

/** A received message of these kinds. */
export type ReceivedOf<K extends MessageKind> = Extract<Received, { readonly type: K }>;

/** Whether a message is for one of these receivers. */
export function isFor<R extends Receiver>(
  message: Received,
  ...receivers: readonly R[]
): message is ReceivedOf<KindTo<R>> {
  return receivers.some((receiver) => receiver === MESSAGES[message.type].to);
}

export type Opened =
  | { readonly kind: 'message'; readonly message: Received }
  | { readonly kind: 'rejected'; readonly reason: string };

/** The envelope of a message to be sent; `t` follows from the kind. */
export type OutgoingEnvelope<K extends MessageKind> = Omit<EnvelopeOf<MessageBody<K>>, 't'>;

/**
 * The bytes of a message.
 * @throws Fault `message-rejected` where it is larger than a message may be (docs/adr/0000-large-sales-travel-in-parts.md)
 */
export function sealEnvelope<K extends MessageKind>(
  kind: K,
  envelope: OutgoingEnvelope<K>,
): Buffer {
  const bytes = Buffer.from(JSON.stringify({ ...envelope, t: kind }));
  if (bytes.length > MESSAGE_LIMIT_BYTES) {
    throw new Fault(
      'message-rejected',
      `a ${kind} message of ${bytes.length} bytes is larger than ${MESSAGE_LIMIT_BYTES}: it must travel in parts`,
    );
  }
  return bytes;
}

/**
 * Reads what came on a topic: size, nesting, JSON, envelope, its row of the table, the venue and sender that the topic names, and
 * the body by its schema. Total: whatever the bytes are, the answer is a message or the reason why it is none.
 * Source: docs/rules.md#validation, docs/rules.md#envelope.
 */
export function openEnvelope(topic: string, bytes: Uint8Array): Opened {
  if (bytes.length > MESSAGE_LIMIT_BYTES) {
    return rejected(`${bytes.length} bytes, the limit is ${MESSAGE_LIMIT_BYTES}`);
  }
  if (nestsDeeperThan(bytes, DEPTH_LIMIT)) return rejected(`JSON nests deeper than ${DEPTH_LIMIT}`);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return rejected('not JSON in UTF-8');
  }
  const envelope = EnvelopeSchema.safeParse(json);
  if (!envelope.success) return rejected(`envelope: ${firstIssue(envelope.error)}`);
  const { t } = envelope.data;
  if (!isMessageKind(t)) return rejected(`no message is called "${t.slice(0, 40)}"`);
  const levels = levelsOf(t, topic);
  if (levels === undefined)
    return rejected(`a ${t} message does not belong on ${topic.slice(0, 200)}`);
  const mismatch = senderMismatch(t, levels, envelope.data);
  if (mismatch !== undefined) return rejected(mismatch);
  const body = MESSAGES[t].schema.safeParse(envelope.data.d);
  if (!body.success) return rejected(`${t}: ${firstIssue(body.error)}`);
  const message = { type: t, levels, envelope: { ...envelope.data, d: body.data } };
  // The schema was looked up by `t`, which the compiler cannot follow through a union of rows.
  return { kind: 'message', message: message as Received };
}

/** Who may speak on a topic: the box that the topic names, or central where the message is central's. */
function senderMismatch(
  kind: MessageKind,
  levels: TopicLevels,
  envelope: Envelope,
): string | undefined {
  if (levels.venue !== envelope.venue) {
    return `the topic's venue is ${levels.venue ?? '?'}, the envelope's ${envelope.venue}`;
  }
  const sender = MESSAGES[kind].from === 'box' ? levels.dev : CENTRAL;
  if (sender !== envelope.dev) return `${envelope.dev} may not speak as ${sender ?? '?'}`;
  return undefined;
}

function rejected(reason: string): Opened {
  return { kind: 'rejected', reason };
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'does not fit';
  // Without the value: a message may hold what no log should.
  const path = pathText(issue.path);
  return `${path === '' ? '' : `${path}: `}expected ${expectation(issue)}`;
}
