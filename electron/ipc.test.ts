import { expect, test } from 'vitest';
import { guard, type IpcEvent } from './ipc.ts';

function stand() {
  const answered: unknown[] = [];
  const strangers: string[] = [];
  const ask = guard(
    (_event: IpcEvent, word: string) => answered.push(word),
    (url) => strangers.push(url),
  );
  return { ask, answered, strangers };
}

test('the page is answered', () => {
  const { ask, answered, strangers } = stand();
  ask({ senderFrame: { url: 'app://kiosk/index.html' } }, 'token');
  expect(answered).toEqual(['token']);
  expect(strangers).toEqual([]);
});

test.each([
  'https://example.com/',
  'app://kiosk.example.com/',
  'about:blank',
  'http://127.0.0.1:7420/kiosk/',
])('a frame of %s is not, and it is reported', (url) => {
  const { ask, answered, strangers } = stand();
  ask({ senderFrame: { url } }, 'token');
  expect(answered).toEqual([]);
  expect(strangers).toEqual([url]);
});

test('a frame that is gone is not answered', () => {
  const { ask, answered, strangers } = stand();
  ask({ senderFrame: null }, 'token');
  expect(answered).toEqual([]);
  expect(strangers).toHaveLength(1);
});
