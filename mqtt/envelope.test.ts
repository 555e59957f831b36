import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { draw } from '../contracts/testing/draw.ts';
import { MESSAGE_LIMIT_BYTES } from '../contracts/envelope.ts';
import { BoxId, MessageId, TillId, ulid, VenueId } from '../contracts/ids.ts';
import { openEnvelope, sealEnvelope } from './envelope.ts';
import { nestsDeeperThan } from './json-depth.ts';
import { type Booted, newestPresence } from './presence.ts';

const envelope = {
  v: 1,
  id: MessageId.parse(ulid(1_700_000_000_000, draw)),
  venue: VenueId.parse('shop'),
  dev: BoxId.parse('box-1'),
  boot: 7,
  seq: 1,
  ts: 1_700_000_000_000,
};
const gap = sealEnvelope('gap', { ...envelope, d: { boot: 7, fromSeq: 1, toSeq: 2, count: 2 } });
const EVENT = 'pindan/v1/shop/up/box-1/event';

function changed(change: object): Buffer {
  return Buffer.from(JSON.stringify({ ...(JSON.parse(gap.toString()) as object), ...change }));
}

describe('a message', () => {
  test('comes out as it went in, typed, without the fields that this version does not know', () => {
    const opened = openEnvelope(
      EVENT,
      changed({ news: 1, d: { boot: 7, fromSeq: 1, toSeq: 2, count: 2, more: true } }),
    );
    expect(opened).toMatchObject({
      kind: 'message',
      message: { type: 'gap', levels: { venue: 'shop', dev: 'box-1' } },
    });
    expect(opened.kind === 'message' && opened.message.envelope.d).toEqual({
      boot: 7,
      fromSeq: 1,
      toSeq: 2,
      count: 2,
    });
    expect(opened.kind === 'message' && 'news' in opened.message.envelope).toBe(false);
  });

  test.each<[string, string, Uint8Array, RegExp]>([
    ['on a topic of another venue', 'pindan/v1/other/up/box-1/event', gap, /venue/],
    ['on the topic of another box', 'pindan/v1/shop/up/box-2/event', gap, /may not speak as box-2/],
    [
      'on a topic where it does not belong',
      'pindan/v1/shop/up/box-1/visit',
      gap,
      /does not belong/,
    ],
    ['of a later major version', 'pindan/v2/shop/up/box-1/event', gap, /does not belong/],
    ['of an unknown kind', EVENT, changed({ t: 'news' }), /no message is called "news"/],
    [
      'with a kind that objects inherit',
      EVENT,
      changed({ t: 'constructor' }),
      /no message is called/,
    ],
    ['without an id', EVENT, changed({ id: undefined }), /envelope: id/],
    ['with a body of another shape', EVENT, changed({ d: { boot: 'x' } }), /gap: boot/],
    ['that is not JSON', EVENT, Buffer.from('{'), /not JSON/],
    ['that is not UTF-8', EVENT, Buffer.from([0x22, 0xff, 0x22]), /not JSON in UTF-8/],
    ['that nests like a bomb', EVENT, Buffer.from('['.repeat(40_000)), /nests deeper/],
    ['of a megabyte', EVENT, Buffer.alloc(1024 * 1024, 0x20), /the limit is/],
    [
      'downwards that a box says',
      'pindan/v1/shop/down/box-1/ack',
      changed({ t: 'ack', d: { boot: 1, seq: 1 } }),
      /may not speak as central/,
    ],
  ])('%s is rejected with the reason', (_, topic, bytes, reason) => {
    const opened = openEnvelope(topic, bytes);
    expect(opened.kind === 'rejected' ? opened.reason : 'accepted').toMatch(reason);
  });

  test('larger than a message may be is not even made', () => {
    const card = 'x'.repeat(MESSAGE_LIMIT_BYTES);
    expect(() =>
      sealEnvelope('ringing', {
        ...envelope,
        d: { till: TillId.parse('till-1'), card, lines: [] },
      }),
    ).toThrow(/must travel in parts/);
  });

  test('of any bytes whatever is answered, never thrown', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }),
          fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value))),
        ),
        fc.string(),
        (bytes, topic) => {
          expect(openEnvelope(topic, bytes).kind).toBe('rejected');
        },
      ),
    );
  });
});

test('brackets inside strings do not count as nesting', () => {
  expect(nestsDeeperThan(Buffer.from(JSON.stringify(['[[[[\\"[[[['])), 1)).toBe(false);
  expect(nestsDeeperThan(Buffer.from('[[1]]'), 1)).toBe(true);
});

test('an old will cannot overwrite a new birth', () => {
  const birth: Booted = { state: 'online', boot: 8 };
  expect(newestPresence(birth, { state: 'offline', boot: 7 })).toBe(birth);
  expect(newestPresence(birth, { state: 'offline', boot: 8 }).state).toBe('offline');
});
