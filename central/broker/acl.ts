import { covers, filtersHeardBy } from '../../contracts/topic-rights.ts';
import { kindsFrom, kindsTo, levelsOf } from '../../contracts/topics.ts';

/** Who stands behind a connection: central itself, a box that proved its name, or anybody on this machine. */
export type Peer =
  | { readonly kind: 'central' }
  | { readonly kind: 'box'; readonly box: string }
  | { readonly kind: 'local' };

const SPOKEN_BY_BOXES = kindsFrom('box');

/**
 * Whether a peer may publish on a topic of this venue. Nobody may publish under `$SYS`, where aedes listens to itself. What
 * central says only central may say; a box speaks under its own name alone.
 * Source: docs/rules.md#rights.
 */
export function mayPublish(peer: Peer, venue: string, topic: string): boolean {
  if (topic.startsWith('$')) return false;
  if (peer.kind === 'central') return true;
  return SPOKEN_BY_BOXES.some((kind) => {
    const levels = levelsOf(kind, topic);
    if (levels === undefined || levels.venue !== venue || levels.dev === 'central') return false;
    return peer.kind === 'local' || levels.dev === peer.box;
  });
}

/** Whether a peer may listen on a filter. A box hears what is for it or for all; which channels reach it, `mayHear` decides. */
export function maySubscribe(peer: Peer, venue: string, filter: string): boolean {
  if (filter.startsWith('$')) return false;
  if (peer.kind !== 'box') return true;
  return filtersHeardBy({ venue, dev: peer.box }).some((allowed) => covers(allowed, filter));
}

/** Whether a message on this topic is forwarded to a peer: a channel's only to the boxes of its members. */
export function mayHear(
  peer: Peer,
  topic: string,
  isMember: (channel: string, box: string) => boolean,
): boolean {
  if (peer.kind !== 'box') return true;
  return kindsTo('members').every((kind) => {
    const channel = levelsOf(kind, topic)?.channel;
    return channel === undefined || isMember(channel, peer.box);
  });
}
