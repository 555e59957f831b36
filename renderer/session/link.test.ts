import { describe, expect, test } from 'vitest';
import { attractView } from '../testing/sample-view.ts';
import { KioskLink, type LinkState, type Socket, type SocketEvents } from './link.ts';

/** A daemon's end of the socket, and a clock that only moves when told. */
function stand(random = 1 - Number.EPSILON) {
  const sockets: FakeSocket[] = [];
  const states: LinkState[] = [];
  const views: number[] = [];
  const waits: { readonly run: () => void; readonly afterMs: number; isOff: boolean }[] = [];
  let token = 'secret';
  const link = new KioskLink({
    address: () => ({ url: 'ws://daemon/kiosk/socket', token, terminal: 'kiosk-1' }),
    open: (_url, _protocol, events) => {
      const socket = new FakeSocket(events);
      sockets.push(socket);
      return socket;
    },
    onView: (view) => views.push(view.seq),
    onState: (state) => states.push(state),
    later: (run, afterMs) => {
      const wait = { run, afterMs, isOff: false };
      waits.push(wait);
      return () => {
        wait.isOff = true;
      };
    },
    random: () => random,
  });
  const newest = () => {
    const socket = sockets.at(-1);
    if (socket === undefined) throw new Error('the page has not knocked');
    return socket;
  };
  /** Lets the latest wait end: the next attempt to connect. */
  const retry = (): number => {
    const wait = waits.findLast((each) => !each.isOff);
    if (wait === undefined) throw new Error('the page waits for nothing');
    wait.isOff = true;
    wait.run();
    return wait.afterMs;
  };
  return {
    link,
    newest,
    sockets,
    states,
    views,
    retry,
    setToken: (next: string) => (token = next),
  };
}

class FakeSocket implements Socket {
  sent: { id: number; kind: string; token?: string }[] = [];
  isClosed = false;
  readonly #events: SocketEvents;

  constructor(events: SocketEvents) {
    this.#events = events;
  }

  open(): void {
    this.#events.opened();
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.isClosed = true;
    this.#events.closed();
  }
  hear(message: object): void {
    this.#events.heard(JSON.stringify(message));
  }
}

describe('the connection to the daemon', () => {
  test('says hello with its token first, and is online with the first view', () => {
    const { link, newest, states, views } = stand();
    link.start();
    newest().open();
    expect(newest().sent).toEqual([{ kind: 'hello', id: 1, token: 'secret', terminal: 'kiosk-1' }]);
    newest().hear({ kind: 'done', id: 1 });
    expect(states).toEqual([]);
    newest().hear(attractView({ seq: 4 }));
    expect(states).toEqual(['online']);
    expect(views).toEqual([4]);
  });

  test('numbers commands and gives each its own reply, in whatever order they come', async () => {
    const { link, newest } = stand();
    link.start();
    newest().open();
    newest().hear(attractView());
    const add = link.send({ kind: 'add', product: 'oil' });
    const leave = link.send({ kind: 'leave' });
    newest().hear({ kind: 'refused', id: 3, reason: 'busy' });
    newest().hear({ kind: 'done', id: 2 });
    expect(await add).toMatchObject({ kind: 'done' });
    expect(await leave).toMatchObject({ kind: 'refused', reason: 'busy' });
  });

  test('a command under way when the connection goes is lost, not silent', async () => {
    const { link, newest, states } = stand();
    link.start();
    newest().open();
    newest().hear(attractView());
    const add = link.send({ kind: 'add', product: 'oil' });
    newest().close();
    expect(await add).toEqual({ kind: 'lost' });
    expect(states).toEqual(['online', 'lost']);
    expect(await link.send({ kind: 'leave' })).toEqual({ kind: 'lost' });
  });

  test('comes back after 0.25 s, then ever later, at most 5 s, and at once again after a success', () => {
    const { link, newest, retry } = stand();
    link.start();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 7; attempt += 1) {
      newest().close();
      waits.push(retry());
    }
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
    newest().open();
    newest().hear(attractView());
    newest().close();
    expect(retry()).toBe(250);
  });

  test('pages that were lost together come back apart, by up to half of the wait', () => {
    const waits = [0, 0.5, 1 - Number.EPSILON].map((random) => {
      const { link, newest, retry } = stand(random);
      link.start();
      newest().close();
      return retry();
    });
    expect(waits).toEqual([125, 188, 250]);
  });

  test('a daemon that takes the connection and says nothing is given up', () => {
    const { link, newest, retry } = stand();
    link.start();
    newest().open();
    expect(retry()).toBe(4000);
    expect(newest().isClosed).toBe(true);
  });

  test('a wrong token is said, and the next attempt reads the address anew', async () => {
    const { link, newest, states, retry, setToken } = stand();
    link.start();
    newest().open();
    newest().hear({ kind: 'refused', id: 1, reason: 'bad-token' });
    await Promise.resolve();
    await Promise.resolve();
    expect(states).toContain('refused');
    setToken('fresh');
    retry();
    newest().open();
    expect(newest().sent[0]?.token).toBe('fresh');
  });
});
