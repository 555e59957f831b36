import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { type ElectronApi, electronParts } from './parts.ts';

/** Electron's objects as far as the adapter touches them. */
function stand() {
  const did: unknown[] = [];
  const app = Object.assign(new EventEmitter(), {
    commandLine: { appendSwitch: (...args: unknown[]) => did.push(['switch', ...args]) },
    relaunch: (options: unknown) => did.push(['relaunch', options]),
    exit: (code: number) => did.push(['exit', code]),
    whenReady: () => Promise.resolve(),
    requestSingleInstanceLock: () => true,
  });
  const handlers: Record<string, (...args: unknown[]) => unknown> = {};
  const defaultSession = Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: (handler: never) => (handlers['request'] = handler),
    setPermissionCheckHandler: (handler: never) => (handlers['check'] = handler),
    setDevicePermissionHandler: (handler: never) => (handlers['device'] = handler),
    webRequest: { onBeforeRequest: (handler: never) => (handlers['before'] = handler) },
  });
  const contents = Object.assign(new EventEmitter(), {
    setWindowOpenHandler: (handler: never) => (handlers['open'] = handler),
  });
  class BrowserWindow extends EventEmitter {
    webContents = contents;
  }
  const electron = {
    app,
    BrowserWindow,
    ipcMain: new EventEmitter(),
    Menu: { setApplicationMenu: (menu: unknown) => did.push(['menu', menu]) },
    powerSaveBlocker: { start: (kind: string) => did.push(['awake', kind]) },
    protocol: {},
    session: { defaultSession },
  } as unknown as ElectronApi;
  return { parts: electronParts(electron), did, app, handlers, defaultSession, contents };
}

test('every permission is denied, asked for or looked up, and every device', () => {
  const { parts, handlers } = stand();
  parts.session.denyPermissions();
  const answers: unknown[] = [];
  handlers['request']?.({}, 'media', (answer: unknown) => answers.push(answer));
  expect(answers).toEqual([false]);
  expect(handlers['check']?.({}, 'geolocation')).toBe(false);
  expect(handlers['device']?.({})).toBe(false);
});

test('a request that is not allowed is cancelled', () => {
  const { parts, handlers } = stand();
  parts.session.cancelRequests((url) => url === 'app://kiosk/index.html');
  const answers: unknown[] = [];
  for (const url of ['app://kiosk/index.html', 'https://example.com/']) {
    handlers['before']?.({ url }, (answer: unknown) => answers.push(answer));
  }
  expect(answers).toEqual([{ cancel: false }, { cancel: true }]);
});

test('downloads are stopped, new windows denied', () => {
  const { parts, handlers, defaultSession } = stand();
  let isPrevented = false;
  parts.session.cancelDownloads();
  defaultSession.emit('will-download', { preventDefault: () => (isPrevented = true) });
  expect(isPrevented).toBe(true);
  parts.createWindow({}).denyNewWindows();
  expect(handlers['open']?.({ url: 'https://example.com/' })).toEqual({ action: 'deny' });
});

test('a navigation reaches the shell with its address, however this Electron tells it', () => {
  const { parts, contents } = stand();
  const seen: string[] = [];
  parts.createWindow({}).onBlocked('will-navigate', (_event, url) => seen.push(url));
  contents.emit('will-navigate', { preventDefault: () => {}, url: 'https://new.example/' });
  contents.emit('will-navigate', { preventDefault: () => {} }, 'https://old.example/');
  expect(seen).toEqual(['https://new.example/', 'https://old.example/']);
});

test('a graphics process that dies is told by its type', () => {
  const { parts, app } = stand();
  const types: string[] = [];
  parts.app.onChildGone((type) => types.push(type));
  app.emit('child-process-gone', {}, { type: 'GPU', reason: 'crashed' });
  expect(types).toEqual(['GPU']);
});

test('a new start keeps the command line and adds what is new, once', () => {
  const { parts, did } = stand();
  parts.app.relaunch(['--gpu-off']);
  const [, options] = did[0] as [string, { readonly args: readonly string[] }];
  expect(options.args.filter((arg) => arg === '--gpu-off')).toHaveLength(1);
});
