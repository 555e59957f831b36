import { expect, test } from 'vitest';
import { BoxId, SuggestionId, ulid } from '../../contracts/ids.ts';
import type { MessageBody, MessageKind } from '../../contracts/topics.ts';
import type { MatcherMessage } from '../../matcher/state/message.ts';
import { openNotices } from '../../service/notices.ts';
import { ChannelMembers } from './channel-members.ts';
import { createPublisher } from './publish.ts';
import type { Speaker } from './outgoing.ts';
import { KIOSK, visitId } from '../testing/messages.ts';

const BOX = BoxId.parse('box-1');

/** A speaker that writes down what it is given, and finds more than `limit` suggestions too large. */
function recorder(limit: number = 3) {
  const said: { kind: MessageKind; body: unknown }[] = [];
  const speaker: Speaker = {
    counters: { said: 0, unsaid: 0 },
    seal: () => {
      throw new Error('not asked for');
    },
    use: () => {},
    say<K extends MessageKind>(kind: K, _: unknown, body: MessageBody<K>) {
      if ('suggestions' in body && body.suggestions.length > limit) return 'too-large';
      said.push({ kind, body });
      return 'said';
    },
  };
  const notices = openNotices(
    () => 1,
    () => {},
  );
  return {
    said,
    notices,
    publisher: createPublisher({
      speaker,
      channels: new ChannelMembers(),
      notices,
      usualOf: () => ['COLA'],
    }),
  };
}

const visit: MatcherMessage = {
  kind: 'visit',
  value: { visit: visitId(1), terminal: KIOSK, device: BOX, open: true, usual: [], rungUp: [] },
};

function offers(count: number): MatcherMessage {
  const suggestions = Array.from({ length: count }, (_, index) => ({
    suggestion: SuggestionId.parse(ulid(index, () => 0)),
    expiresAtMs: 1000 + index,
  }));
  const value = { visit: visitId(1), terminal: KIOSK, device: BOX, version: 1, suggestions };
  return { kind: 'suggestions', value: value as never };
}

const presence = (state: 'online' | 'offline', boot: number) => ({
  state,
  boot,
  version: '1',
  pending: [],
});

test('a box that is away is sent nothing; one that is born is to be told everything', () => {
  const { said, publisher } = recorder();
  publisher.publish([visit]);
  expect(said).toEqual([]);
  expect(publisher.sawPresence(BOX, presence('online', 7))).toBe(true);
  publisher.publish([visit]);
  expect(said).toMatchObject([{ kind: 'visit', body: { usual: ['COLA'] } }]);
  expect(publisher.sawPresence(BOX, presence('offline', 7))).toBe(false);
  publisher.publish([visit]);
  expect(said).toHaveLength(1);
});

test('an old will cannot send a newer birth away', () => {
  const { publisher } = recorder();
  publisher.sawPresence(BOX, presence('online', 8));
  expect(publisher.sawPresence(BOX, presence('offline', 7))).toBe(false);
  expect(publisher.boxes).toMatchObject([{ presence: { state: 'online', boot: 8 } }]);
});

test('a box that speaks is there, whatever its will said', () => {
  const { publisher } = recorder();
  publisher.sawPresence(BOX, presence('offline', 8));
  expect(publisher.sawSpeaking(BOX, 7)).toBe(false);
  expect(publisher.sawSpeaking(BOX, 8)).toBe(true);
  expect(publisher.sawSpeaking(BOX, 8)).toBe(false);
});

test('of suggestions that do not fit a message the best travel', () => {
  const { said, publisher } = recorder(2);
  publisher.sawPresence(BOX, presence('online', 7));
  publisher.publish([offers(3)]);
  expect(said).toHaveLength(1);
  expect(said[0]?.body).toMatchObject({
    suggestions: [{ expiresAtMs: 1000 }, { expiresAtMs: 1001 }],
  });
});

test('what staff must know is said to all and shown, with what to do', () => {
  const { said, notices, publisher } = recorder();
  publisher.publish([
    { kind: 'staff', value: { notice: 'joint-lines-missing', atMs: 1, missing: ['Rice'] } },
    { kind: 'refused', reason: 'no-such-visit', about: '01ABC' },
  ]);
  expect(said).toMatchObject([{ kind: 'staff' }]);
  expect(notices.all()).toMatchObject([
    {
      code: 'joint-lines-missing',
      text: expect.stringContaining('ring up what is missing: Rice') as string,
    },
    { code: 'refused', text: '01ABC: no such visit' },
  ]);
});
