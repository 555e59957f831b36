import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { CHANNELS } from './channels.ts';
import type { IpcEvent } from './ipc.ts';
import { lockedWebPreferences, START_URL } from './policy.ts';
import { type ElectronParts, runShell, type ShellOptions } from './shell.ts';

/** An Electron of plain objects: it remembers what the shell asked of it, and lets things happen. */
function stand(facts: { readonly isFirst?: boolean; readonly isGpuOff?: boolean } = {}) {
  const did: string[] = [];
  const events = new EventEmitter();
  const blocked = new EventEmitter();
  const ipc = new EventEmitter();
  let keys: ((event: { preventDefault(): void }, input: never) => void) | undefined;
  let windowOptions: unknown;
  let isAllowed: (url: string) => boolean = () => true;
  let port = 7420;
  let nowMs = 0;
  let ticks: () => void = () => {};
  const parts: ElectronParts = {
    app: {
      requestSingleInstanceLock: () => facts.isFirst ?? true,
      appendSwitch: (name, value) =>
        did.push(`switch ${name}${value === undefined ? '' : `=${value}`}`),
      whenReady: () => Promise.resolve(did.push('ready')),
      relaunch: (args) => did.push(`relaunch ${args.join(' ')}`.trim()),
      exit: (code) => did.push(`exit ${String(code)}`),
      onChildGone: (listener) => events.on('child-gone', listener),
    },
    createWindow: (options) => {
      windowOptions = options;
      return {
        loadURL: (url) => Promise.resolve(void did.push(`load ${url.slice(0, 30)}`)),
        onBlocked: (event, listener) => blocked.on(event, listener),
        on: (event, listener) => events.on(event, listener),
        onKey: (listener) => {
          keys = listener;
        },
        denyNewWindows: () => did.push('no new windows'),
        reload: () => did.push('reload'),
        crash: () => did.push('crash'),
        lockZoom: () => did.push('no zoom'),
      };
    },
    session: {
      denyPermissions: () => did.push('no permissions'),
      cancelRequests: (rule) => {
        isAllowed = rule;
      },
      cancelDownloads: () => did.push('no downloads'),
    },
    protocol: {
      registerSchemesAsPrivileged: () => did.push('scheme'),
      handle: (scheme) => did.push(`handle ${scheme}`),
    },
    ipc: { on: (channel, listener) => ipc.on(channel, listener) },
    hideMenu: () => did.push('no menu'),
    keepAwake: () => did.push('awake'),
  };
  const options: ShellOptions = {
    address: () => ({ port, token: 'secret', terminal: 'kiosk-1' }),
    pageFolder: '/page',
    preload: '/preload.cjs',
    isGpuOff: facts.isGpuOff ?? false,
    read: () => Promise.reject(new Error('not read here')),
    clock: () => ({ nowMs, hour: 12 }),
    later: (run) => run(),
    every: (run) => {
      ticks = run;
    },
    log: () => {},
  };
  const navigate = (event: string, url: string): boolean => {
    let isPrevented = false;
    blocked.emit(event, { preventDefault: () => (isPrevented = true) }, url);
    return !isPrevented;
  };
  const press = (input: object): boolean => {
    let isPrevented = false;
    keys?.({ preventDefault: () => (isPrevented = true) }, input as never);
    return !isPrevented;
  };
  return {
    did,
    events,
    navigate,
    press,
    run: () => runShell(parts, options),
    windowOptions: () => windowOptions,
    allows: (url: string) => isAllowed(url),
    movePort: (next: number) => (port = next),
    pass: (ms: number) => {
      nowMs += ms;
      ticks();
    },
    ask: (channel: string, url: string, ...args: unknown[]): unknown => {
      const event: IpcEvent = { senderFrame: { url } };
      ipc.emit(channel, event, ...args);
      return event.returnValue;
    },
  };
}
const PAGE = 'app://kiosk/index.html';

describe('the kiosk window', () => {
  test('opens once, after its scheme is registered, in a cage', async () => {
    const { did, run, windowOptions } = stand();
    await run();
    expect(did.indexOf('scheme')).toBeLessThan(did.indexOf('ready'));
    expect(did).toEqual(
      expect.arrayContaining([
        'no menu',
        'awake',
        'no permissions',
        'no downloads',
        'no new windows',
        'no zoom',
        'handle app',
      ]),
    );
    expect(did.at(-1)).toBe(`load ${START_URL}`);
    expect(windowOptions()).toMatchObject({
      kiosk: true,
      frame: false,
      webPreferences: lockedWebPreferences('/preload.cjs'),
    });
  });

  test('a second start on the same machine ends itself', async () => {
    const { did, run } = stand({ isFirst: false });
    await run();
    expect(did).toEqual(['exit 0']);
  });

  test('touch screens get no pinch and no swipe back; after a graphics trouble no GPU', async () => {
    const { did, run } = stand({ isGpuOff: true });
    await run();
    expect(did).toEqual(
      expect.arrayContaining([
        'switch disable-pinch',
        'switch overscroll-history-navigation=0',
        'switch disable-gpu',
      ]),
    );
  });

  test.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])(
    '%s leads nowhere but within the page',
    async (event) => {
      const { run, navigate } = stand();
      await run();
      expect(navigate(event, 'https://example.com/')).toBe(false);
      expect(navigate(event, PAGE)).toBe(true);
    },
  );

  test('no webview is ever attached', async () => {
    const { run, navigate } = stand();
    await run();
    expect(navigate('will-attach-webview', PAGE)).toBe(false);
  });

  test("requests go to the page's files and the daemon's port of this moment", async () => {
    const { run, allows, movePort } = stand();
    await run();
    expect(allows('ws://127.0.0.1:7420/kiosk/socket')).toBe(true);
    movePort(7999);
    expect(allows('ws://127.0.0.1:7420/kiosk/socket')).toBe(false);
    expect(allows('ws://127.0.0.1:7999/kiosk/socket')).toBe(true);
    expect(allows('https://example.com/')).toBe(false);
  });

  test('keys of a keypad pass, F12 does not, and staff have a way out', async () => {
    const { run, press, did } = stand();
    await run();
    const none = { type: 'keyDown', control: false, alt: false, shift: false, meta: false };
    expect(press({ ...none, key: '5' })).toBe(true);
    expect(press({ ...none, key: 'F12' })).toBe(false);
    expect(press({ ...none, key: 'Q', control: true, alt: true, shift: true })).toBe(false);
    expect(did.at(-1)).toBe('exit 0');
  });
});

describe('what the page may ask', () => {
  test("the address, with the token of the daemon's present start", async () => {
    const { run, ask } = stand();
    await run();
    expect(ask(CHANNELS.address, PAGE)).toEqual({
      port: 7420,
      token: 'secret',
      terminal: 'kiosk-1',
    });
    expect(ask(CHANNELS.address, 'https://example.com/')).toBeUndefined();
  });
});

describe('when things go wrong', () => {
  test('a dead page is reloaded, the fourth time in a minute everything starts anew', async () => {
    const { run, events, did } = stand();
    await run();
    for (let time = 0; time < 4; time += 1)
      events.emit('render-process-gone', {}, { reason: 'crashed' });
    expect(did.filter((step) => step === 'reload')).toHaveLength(3);
    expect(did.slice(-2)).toEqual(['relaunch', 'exit 70']);
  });

  test('a page that gives no sign of life is killed, then reloaded when it is gone', async () => {
    const { run, events, did, pass, ask } = stand();
    await run();
    pass(10_000);
    ask(CHANNELS.alive, PAGE, 'attract');
    pass(14_000);
    expect(did).not.toContain('crash');
    pass(1000);
    expect(did.at(-1)).toBe('crash');
    events.emit('render-process-gone', {}, { reason: 'killed' });
    expect(did.at(-1)).toBe('reload');
  });

  test('signs of life from a stranger do not count', async () => {
    const { run, did, pass, ask } = stand();
    await run();
    pass(14_000);
    ask(CHANNELS.alive, 'https://example.com/', 'attract');
    pass(1000);
    expect(did.at(-1)).toBe('crash');
  });

  test('the third graphics trouble starts everything anew without GPU', async () => {
    const { run, events, did } = stand();
    await run();
    for (let time = 0; time < 3; time += 1) events.emit('child-gone', 'GPU');
    expect(did.slice(-2)).toEqual(['relaunch --gpu-off', 'exit 70']);
  });

  test("a page that cannot be loaded gives way to one of the shell's own, then is tried again", async () => {
    const { run, events, did } = stand();
    await run();
    events.emit('did-fail-load');
    expect(did.slice(-2)).toEqual([
      expect.stringContaining('load data:text/html'),
      `load ${START_URL}`,
    ]);
  });

  test('a daemon that comes back on another port gets its page anew, because the old policy names the old port', async () => {
    const { run, did, pass, movePort } = stand();
    await run();
    pass(1000);
    expect(did).not.toContain('reload');
    movePort(7999);
    pass(1000);
    pass(1000);
    expect(did.filter((step) => step === 'reload')).toHaveLength(1);
  });
});
