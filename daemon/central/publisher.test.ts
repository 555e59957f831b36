import { afterEach, expect, test } from 'vitest';
import { draw } from '../../contracts/testing/draw.ts';
import { Fault } from '../../contracts/fault.ts';
import { BoxId, TillId, VenueId } from '../../contracts/ids.ts';
import type { Sealed } from '../../mqtt/sealed.ts';
import { openDatabase } from '../../store/database.ts';
import { groupCommit } from '../../store/group-commit.ts';
import { Outbox } from './outbox.ts';
import { Publisher } from './publisher.ts';
import { DAEMON_SCHEMA } from '../box/schema.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0).toReversed()) close();
});

const levels = { venue: 'shop', dev: 'box-1' };

function freshOutbox(): Outbox {
  const { db } = openDatabase(':memory:', DAEMON_SCHEMA);
  closers.push(() => db.close());
  return new Outbox({
    db,
    commit: groupCommit(db),
    venue: VenueId.parse('shop'),
    dev: BoxId.parse('box-1'),
    limitBytes: 1e9,
    now: () => 1_700_000_000_000,
    random: draw,
  });
}

async function fill(outbox: Outbox, count: number): Promise<void> {
  const body = { till: TillId.parse('till-1'), card: 'c', lines: [] };
  await Promise.all(Array.from({ length: count }, () => outbox.append('ringing', body)));
}

/** A broker that keeps what it is given and confirms when it is told to. */
class Wire {
  readonly sent: number[] = [];
  readonly #waiting: { readonly resolve: () => void; readonly reject: (fault: Fault) => void }[] =
    [];
  readonly send = (message: Sealed): Promise<void> => {
    this.sent.push((JSON.parse(String(message.bytes)) as { seq: number }).seq);
    return new Promise((resolve, reject) => void this.#waiting.push({ resolve, reject }));
  };
  async confirm(count = 1_000_000): Promise<void> {
    for (const one of this.#waiting.splice(0, count)) one.resolve();
    await settled();
  }
  async break(): Promise<void> {
    for (const one of this.#waiting.splice(0)) one.reject(new Fault('broker-unreachable', 'gone'));
    await settled();
  }
}

function settled(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 15);
  });
}

function publisherOn(outbox: Outbox, wire: Wire, now: () => number = Date.now): Publisher {
  const publisher = new Publisher({ outbox, levels, send: wire.send, now, resendAfterMs: 50 });
  closers.push(() => publisher.close());
  return publisher;
}

const upTo = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => index + 1);

test('at most 50 rows are under way, in order, and the rest follows as the broker confirms', async () => {
  const outbox = freshOutbox();
  await fill(outbox, 120);
  const wire = new Wire();
  publisherOn(outbox, wire, () => 0).online();
  expect(wire.sent).toEqual(upTo(50));
  await wire.confirm(10);
  expect(wire.sent).toEqual(upTo(60));
  await wire.confirm();
  await wire.confirm();
  expect(wire.sent).toEqual(upTo(120));
  expect(outbox.state().rows).toBe(120);
});

test('what queued while the link was down goes out on reconnect without new traffic', async () => {
  const outbox = freshOutbox();
  const wire = new Wire();
  const publisher = publisherOn(outbox, wire, () => 0);
  await fill(outbox, 3);
  await settled();
  expect(wire.sent).toEqual([]);
  publisher.online();
  expect(wire.sent).toEqual([1, 2, 3]);
});

test('a row that comes while the link is up goes out at once', async () => {
  const outbox = freshOutbox();
  const wire = new Wire();
  publisherOn(outbox, wire, () => 0).online();
  await fill(outbox, 1);
  await settled();
  expect(wire.sent).toEqual([1]);
});

test('after the link broke everything that central did not acknowledge is sent again, the rest is not', async () => {
  const outbox = freshOutbox();
  await fill(outbox, 5);
  const wire = new Wire();
  const publisher = publisherOn(outbox, wire, () => 0);
  publisher.online();
  await wire.confirm();
  await publisher.acknowledged({ boot: outbox.boot, seq: 2, rejected: [] });
  publisher.offline();
  await wire.break();
  publisher.online();
  expect(wire.sent).toEqual([1, 2, 3, 4, 5, 3, 4, 5]);
});

test("the broker's confirmation deletes nothing; central's ack does, and a second one changes nothing", async () => {
  const outbox = freshOutbox();
  await fill(outbox, 4);
  const wire = new Wire();
  const publisher = publisherOn(outbox, wire, () => 0);
  publisher.online();
  await wire.confirm();
  expect(outbox.state().rows).toBe(4);
  for (const seq of [3, 3, 1, 3])
    await publisher.acknowledged({ boot: outbox.boot, seq, rejected: [] });
  expect(outbox.state().rows).toBe(1);
  expect(publisher.statistics.acknowledged).toBe(3);
});

test('a row that nobody acknowledged goes again after its own time, whole and unchanged', async () => {
  const outbox = freshOutbox();
  await fill(outbox, 2);
  const wire = new Wire();
  let nowMs = 0;
  const publisher = publisherOn(outbox, wire, () => nowMs);
  publisher.online();
  await wire.confirm();
  await publisher.acknowledged({ boot: outbox.boot, seq: 1, rejected: [] });
  nowMs = 51;
  await settled();
  await settled();
  await settled();
  expect(wire.sent).toEqual([1, 2, 2]);
  expect(publisher.statistics.resent).toBe(1);
});

test('a central that began anew is sent everything that it has not acknowledged', async () => {
  const outbox = freshOutbox();
  await fill(outbox, 2);
  const wire = new Wire();
  const publisher = publisherOn(outbox, wire, () => 0);
  publisher.online();
  await wire.confirm();
  publisher.restart();
  expect(wire.sent).toEqual([1, 2, 1, 2]);
});
