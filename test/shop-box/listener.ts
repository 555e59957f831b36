import { draw } from '../../contracts/testing/draw.ts';
import { type BoxId, MessageId, ulid, type VenueId } from '../../contracts/ids.ts';
import type { MessageBody, MessageKind } from '../../contracts/topics.ts';
import { CENTRAL, type Received } from '../../mqtt/envelope.ts';
import { connectLink } from '../../mqtt/link.ts';

const LISTENED = ['sale', 'visit-opened', 'answer', 'slip', 'device'] as const;

/** Central's place at the broker, without a mind: it hears everything, and acknowledges when it is told to. */
export interface Listener {
  readonly heard: Received[];
  readonly isOnline: () => boolean;
  /** While true, every numbered message is acknowledged as it comes. */
  acknowledges: boolean;
  /** @param ep the epoch of the central that speaks; left out, the message bears none */
  say<K extends MessageKind>(kind: K, body: MessageBody<K>, ep?: number): Promise<void>;
  close(): Promise<void>;
}

/** @param more a kind that it hears besides sales, visits, answers and slips */
export function listen(port: number, venue: VenueId, dev: BoxId, more?: MessageKind): Listener {
  const heard: Received[] = [];
  let number = 0;
  let highest = { boot: 0, seq: 0 };
  let planned: NodeJS.Immediate | undefined;
  const link = connectLink({
    url: `mqtt://127.0.0.1:${port}`,
    clientId: 'central',
    backOff: { firstMs: 20, limitMs: 100 },
    random: draw,
    onState: () => {},
    onRejected: (_, __, reason) => {
      throw new Error(reason);
    },
    onMessage(message) {
      heard.push(message);
      const { boot, seq } = message.envelope;
      if (seq === 0) return;
      highest = { boot, seq };
      if (listener.acknowledges) planned ??= setImmediate(acknowledge);
    },
  });
  /** Cumulative, once for all that came in a turn, as central does after its commit. */
  function acknowledge(): void {
    planned = undefined;
    say('ack', { ...highest, rejected: [] }).catch(() => {});
  }
  function say<K extends MessageKind>(kind: K, body: MessageBody<K>, ep?: number): Promise<void> {
    number += 1;
    const ts = Date.now();
    const id = MessageId.parse(ulid(ts, draw));
    return link.publish(
      kind,
      { venue, dev },
      {
        v: 1,
        id,
        venue,
        dev: CENTRAL,
        boot: 1,
        seq: number,
        ts,
        d: body,
        ...(ep === undefined ? {} : { ep }),
      },
    );
  }
  link.subscribe(
    [...LISTENED, ...(more === undefined ? [] : [more])].map((kind) => ({
      kind,
      levels: { venue },
    })),
  );
  const listener: Listener = {
    heard,
    isOnline: () => link.isOnline,
    acknowledges: true,
    say,
    close: () => link.close(),
  };
  return listener;
}
