import { expect, test } from 'vitest';
import { SOCKET_PATH, SOCKET_PROTOCOL } from '../../contracts/socket.ts';
import { attractView } from '../testing/sample-view.ts';
import { KIOSK_PROTOCOL, KIOSK_SOCKET, readMessage } from './socket-codec.ts';

test('the page knocks where the contracts say', () => {
  expect(KIOSK_SOCKET).toBe(SOCKET_PATH);
  expect(KIOSK_PROTOCOL).toBe(SOCKET_PROTOCOL);
});

test.each([
  ['a view', attractView()],
  ['a reply', { kind: 'done', id: 1 }],
  ['a refusal', { kind: 'refused', id: 2, reason: 'busy' }],
])('%s is taken', (_name, message) => {
  expect(readMessage(JSON.stringify(message))).toEqual(message);
});

test.each([
  'no JSON',
  'null',
  '3',
  '{}',
  '{"kind":"view"}',
  '{"kind":"view","seq":"1","nowMs":2,"promotions":[]}',
  '{"kind":"done"}',
  '{"kind":"hello","id":1}',
])('%s is not a message and is dropped', (text) => {
  expect(readMessage(text)).toBeUndefined();
});
