import { expect, test } from 'vitest';
import { kindsFrom, kindsTo, MESSAGES, topicOf } from '../../contracts/topics.ts';
import { mayHear, mayPublish, maySubscribe, type Peer } from './acl.ts';

const box: Peer = { kind: 'box', box: 'box-1' };
const local: Peer = { kind: 'local' };
const mine = { venue: 'shop', dev: 'box-1', channel: 'c1', page: '0', id: 'i1' };
const others = { ...mine, dev: 'box-2' };

test.each(kindsFrom('box'))('%s may be said by a box under its own name alone', (kind) => {
  expect(mayPublish(box, 'shop', topicOf(kind, mine))).toBe(true);
  expect(mayPublish(box, 'shop', topicOf(kind, others))).toBe(false);
  expect(mayPublish(box, 'shop', topicOf(kind, { ...mine, venue: 'other' }))).toBe(false);
  expect(mayPublish(local, 'shop', topicOf(kind, others))).toBe(true);
  expect(mayPublish(local, 'shop', topicOf(kind, { ...mine, dev: 'central' }))).toBe(false);
});

test.each(kindsFrom('central'))('%s may be said by central alone', (kind) => {
  expect(mayPublish({ kind: 'central' }, 'shop', topicOf(kind, mine))).toBe(true);
  expect(mayPublish(box, 'shop', topicOf(kind, mine))).toBe(false);
  expect(mayPublish(local, 'shop', topicOf(kind, mine))).toBe(false);
});

test.each(kindsTo('box', 'venue', 'members'))('%s may be heard by the boxes it is for', (kind) => {
  expect(maySubscribe(box, 'shop', topicOf(kind, { venue: 'shop', dev: 'box-1' }))).toBe(true);
  expect(maySubscribe(box, 'shop', topicOf(kind, { venue: 'other', dev: 'box-1' }))).toBe(false);
  const isForOneBox = MESSAGES[kind].to === 'box';
  expect(maySubscribe(box, 'shop', topicOf(kind, { venue: 'shop', dev: 'box-2' }))).toBe(
    !isForOneBox,
  );
});

test('a box may not listen to what others tell central, nor to everything', () => {
  for (const kind of kindsTo('central')) {
    expect(maySubscribe(box, 'shop', topicOf(kind, { venue: 'shop' }))).toBe(false);
  }
  for (const filter of ['#', 'pindan/v1/shop/#', 'pindan/v1/shop/down/+/pairing', '$SYS/#']) {
    expect(maySubscribe(box, 'shop', filter)).toBe(false);
  }
});

test('a channel reaches the boxes of its members and no others', () => {
  const isMember = (channel: string, name: string) => channel === 'c1' && name === 'box-1';
  const topic = topicOf('channel', others);
  expect(mayHear(box, topic, isMember)).toBe(true);
  expect(mayHear({ kind: 'box', box: 'box-3' }, topic, isMember)).toBe(false);
  expect(mayHear(box, topicOf('staff', mine), () => false)).toBe(true);
});
