import { expect, test } from 'vitest';
import { addressOf } from './address.ts';

const HERE = { host: '127.0.0.1:7420', hash: '#token=abc&terminal=kiosk-1' };

test("in a browser token and terminal come from the fragment, and the host is the page's own", () => {
  expect(addressOf(HERE, undefined)).toEqual({
    url: 'ws://127.0.0.1:7420/kiosk/socket',
    token: 'abc',
    terminal: 'kiosk-1',
  });
});

test('in the shell the bridge knows, whatever the fragment says', () => {
  const bridge = {
    address: () => ({ port: 7001, token: 'xyz', terminal: 'kiosk-2' }),
    alive: () => {},
  };
  expect(addressOf(HERE, bridge)).toEqual({
    url: 'ws://127.0.0.1:7001/kiosk/socket',
    token: 'xyz',
    terminal: 'kiosk-2',
  });
});

test.each(['', '#', '#token=abc', '#terminal=kiosk-1'])(
  'with the fragment "%s" there is no address',
  (hash) => {
    expect(addressOf({ host: 'h', hash }, undefined)).toBeUndefined();
  },
);
