import { draw } from '../../contracts/testing/draw.ts';
import { BoxId, MessageId, ulid, VenueId } from '../../contracts/ids.ts';
import { kindsTo, type MessageBody, type UpKind } from '../../contracts/topics.ts';
import type { Received } from '../../mqtt/envelope.ts';
import { connectLink, type LinkOptions, type MqttLink } from '../../mqtt/link.ts';
import { seal, type Sealed } from '../../mqtt/sealed.ts';
import { until } from './venue.ts';

/** A box without devices: it numbers, sends, keeps what is not acknowledged, and remembers what it was told. */
export interface TestBox {
  readonly dev: BoxId;
  readonly link: MqttLink;
  readonly heard: Received[];
  /** The highest acknowledged number. */
  readonly acked: number;
  readonly rejected: ReadonlyMap<number, string>;
  /** Numbers a message and sends it; the sealed bytes can be sent again. */
  send<K extends UpKind>(kind: K, body: MessageBody<K>): Sealed;
  /** Numbers a message and only keeps it. */
  write<K extends UpKind>(kind: K, body: MessageBody<K>): Sealed;
  sendAgain(message: Sealed): Promise<void>;
  /** Everything not yet acknowledged, oldest first. */
  unacknowledged(): readonly Sealed[];
  allAcked(limitMs?: number): Promise<void>;
  last<T extends Received['type']>(
    type: T,
    fits?: (body: Extract<Received, { type: T }>['envelope']['d']) => boolean,
  ): Extract<Received, { type: T }>['envelope']['d'] | undefined;
  close(): Promise<void>;
}

export interface TestBoxOptions {
  readonly port?: number;
  readonly url?: string;
  readonly dev?: string;
  readonly boot?: number;
  /** The next number of a box whose earlier rows were acknowledged long ago. */
  readonly startAtSeq?: number;
  readonly login?: Pick<LinkOptions, 'username' | 'password' | 'tls'>;
}

export async function testBox(options: TestBoxOptions): Promise<TestBox> {
  const venue = VenueId.parse('shop-1');
  const dev = BoxId.parse(options.dev ?? 'box-1');
  const boot = options.boot ?? 7;
  const heard: Received[] = [];
  const rejected = new Map<number, string>();
  const outbox = new Map<number, Sealed>();
  const startAtSeq = options.startAtSeq ?? 1;
  let seq = startAtSeq - 1;
  let acked = 0;
  const envelope = <D>(d: D) => ({
    v: 1,
    id: MessageId.parse(ulid(1_790_000_000_000 + seq, draw)),
    venue,
    dev,
    boot,
    seq,
    ts: 1_790_000_000_000,
    d,
  });
  const presence = (state: 'online' | 'offline'): Sealed =>
    seal(
      'device',
      { venue, dev },
      envelope({ state, boot, version: 'test', pending: [{ boot, fromSeq: startAtSeq }] }),
    );
  const link = connectLink({
    url: options.url ?? `mqtt://127.0.0.1:${options.port}`,
    clientId: dev,
    ...options.login,
    will: presence('offline'),
    birth: () => [presence('online')],
    onState: () => {},
    onMessage: (message) => {
      heard.push(message);
      if (message.type !== 'ack' || message.envelope.d.boot !== boot) return;
      acked = Math.max(acked, message.envelope.d.seq);
      for (const one of message.envelope.d.rejected) rejected.set(one.seq, one.reason);
      for (const key of outbox.keys()) if (key <= acked) outbox.delete(key);
    },
    onRejected: (topic, _, reason) => {
      throw new Error(`${topic}: ${reason}`);
    },
    backOff: { firstMs: 20, limitMs: 200 },
    random: draw,
  });
  link.subscribe(kindsTo('box', 'venue').map((kind) => ({ kind, levels: { venue, dev } })));
  await until(`${dev} is online`, () => link.isOnline);

  const box: TestBox = {
    dev,
    link,
    heard,
    rejected,
    get acked() {
      return acked;
    },
    write(kind, body) {
      seq += 1;
      const message = seal(kind, { venue, dev }, envelope(body));
      outbox.set(seq, message);
      return message;
    },
    send(kind, body) {
      const message = box.write(kind, body);
      link.publishSealed(message).catch(() => {});
      return message;
    },
    sendAgain: (message) => link.publishSealed(message),
    unacknowledged: () => [...outbox.values()],
    allAcked: (limitMs) =>
      until(`${dev} is acknowledged up to ${seq}`, () => acked === seq, limitMs),
    last(type, fits = () => true) {
      const found = heard.findLast(
        (message) => message.type === type && fits(message.envelope.d as never),
      );
      return found?.envelope.d as never;
    },
    close: () => link.close(),
  };
  return box;
}
