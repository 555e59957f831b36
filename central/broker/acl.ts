import { levelsOf, MESSAGES, type MessageKind } from '../../contracts/topics.ts';

/** Who stands behind a connection: central itself, a shop box that proved its name, or anybody on this machine. */
export type Peer =
  | { readonly kind: 'central' }
  | { readonly kind: 'device'; readonly device: string }
  | { readonly kind: 'local' };

const KINDS = Object.keys(MESSAGES) as readonly MessageKind[];

/**
 * Whether a peer may publish on a topic of this venue. Nobody may publish under `$SYS`, where aedes listens to itself. What
 * central says only central may say; a shop box speaks under its own name alone.
 * Source: docs/rules.md#rights.
 */
export function mayPublish(peer: Peer, venue: string, topic: string): boolean {
  if (topic.startsWith('$')) return false;
  if (peer.kind === 'central') return true;
  for (const kind of KINDS) {
    if (!isSpokenByDevices(kind)) continue;
    const levels = levelsOf(kind, topic);
    if (levels === undefined || levels.venue !== venue || levels.dev === 'central') continue;
    if (peer.kind === 'local' || levels.dev === peer.device) return true;
  }
  return false;
}

/** Whether a peer may listen on a filter. A shop box hears what is for it or for all; which channels reach it, `mayHear` decides. */
export function maySubscribe(peer: Peer, venue: string, filter: string): boolean {
  if (filter.startsWith('$')) return false;
  if (peer.kind !== 'device') return true;
  const root = `pindan/v1/${venue}/`;
  if (!filter.startsWith(root)) return false;
  const rest = filter.slice(root.length);
  return rest.startsWith(`down/${peer.device}/`) || /^(?:all|ref|st|ch)\//.test(rest);
}

/** Whether a message on this topic is forwarded to a peer: a channel's only to the shop boxes of its members. */
export function mayHear(
  peer: Peer,
  topic: string,
  isMember: (channel: string, device: string) => boolean,
): boolean {
  if (peer.kind !== 'device') return true;
  const channel = levelsOf('channel', topic)?.channel;
  return channel === undefined || isMember(channel, peer.device);
}

function isSpokenByDevices(kind: MessageKind): boolean {
  return MESSAGES[kind].durable || kind === 'device' || kind === 'channel';
}
