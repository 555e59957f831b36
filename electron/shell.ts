import type { KioskAddress } from './address.ts';
import { CHANNELS } from './channels.ts';
import { guard, type IpcEvent } from './ipc.ts';
import {
  allowNavigation,
  allowUrl,
  judgeKey,
  type KeyInput,
  lockedWebPreferences,
  START_URL,
  SWITCHES,
} from './policy.ts';
import { pageFiles, SCHEME } from './protocol.ts';
import { newRecovery, recover, type WindowEvent } from './recovery.ts';

/** Electron, as far as the shell uses it: injected, so that every line below is tested without the binary. */
export interface ElectronParts {
  readonly app: ShellApp;
  readonly createWindow: (options: object) => ShellWindow;
  readonly session: ShellSession;
  readonly protocol: {
    registerSchemesAsPrivileged(schemes: (typeof SCHEME)[]): void;
    handle(scheme: string, answer: (request: { readonly url: string }) => Promise<Response>): void;
  };
  readonly ipc: {
    on(channel: string, listener: (event: IpcEvent, ...args: unknown[]) => void): void;
  };
  readonly hideMenu: () => void;
  readonly keepAwake: () => void;
}

export interface ShellApp {
  requestSingleInstanceLock(): boolean;
  readonly appendSwitch: (name: string, value?: string) => void;
  whenReady(): Promise<unknown>;
  relaunch(args: readonly string[]): void;
  exit(code: number): void;
  onChildGone(listener: (type: string) => void): void;
}

type Prevented = { preventDefault(): void };

export interface ShellWindow {
  loadURL(url: string): Promise<void>;
  /** Subscribes to an event of the window's contents that can be refused, with the address that it is about. */
  onBlocked(event: string, listener: (event: Prevented, url: string) => void): void;
  on(event: string, listener: (...args: readonly unknown[]) => void): void;
  onKey(listener: (event: Prevented, input: KeyInput) => void): void;
  denyNewWindows(): void;
  reload(): void;
  crash(): void;
  lockZoom(): void;
}

export interface ShellSession {
  denyPermissions(): void;
  cancelRequests(isAllowed: (url: string) => boolean): void;
  cancelDownloads(): void;
}

export interface ShellOptions {
  /** Read at each attempt: a daemon that was started anew has another token, maybe another port. */
  readonly address: () => KioskAddress;
  readonly pageFolder: string;
  readonly preload: string;
  readonly isGpuOff: boolean;
  readonly read: (path: string) => Promise<Uint8Array<ArrayBuffer>>;
  readonly clock: () => { readonly nowMs: number; readonly hour: number };
  readonly later: (run: () => void, afterMs: number) => void;
  readonly every: (run: () => void, everyMs: number) => void;
  readonly log: (line: string) => void;
}

/** Exit code that asks the supervisor for a new start. Source: sysexits, EX_SOFTWARE. */
const EXIT_FOR_RESTART = 70;
const BLOCKED_EVENTS = ['will-navigate', 'will-frame-navigate', 'will-redirect'] as const;
/** Shown where even the page's own files cannot be read; everything else is the page's business. */
const OFFLINE_PAGE =
  'data:text/html;charset=utf-8,%3C!doctype%20html%3E%3Ctitle%3Epindan%3C/title%3E%3Ch1%3E%E8%AF%B7%E7%A8%8D%E7%AD%89%20/%20One%20moment,%20please%3C/h1%3E';

/** Opens the kiosk window, locks it, and keeps it alive. Returns when it is open, or at once where another one already is. */
export async function runShell(parts: ElectronParts, options: ShellOptions): Promise<void> {
  const { app, session, protocol } = parts;
  if (!app.requestSingleInstanceLock()) {
    options.log('another kiosk window is open on this machine');
    app.exit(0);
    return;
  }
  for (const [name, value] of SWITCHES) app.appendSwitch(name, value);
  if (options.isGpuOff) app.appendSwitch('disable-gpu');
  protocol.registerSchemesAsPrivileged([SCHEME]);
  await app.whenReady();

  parts.hideMenu();
  parts.keepAwake();
  const port = () => options.address().port;
  protocol.handle('app', pageFiles({ folder: options.pageFolder, port, read: options.read }));
  session.denyPermissions();
  session.cancelRequests((url) => url === OFFLINE_PAGE || allowUrl(url, port()));
  session.cancelDownloads();

  const window = parts.createWindow({
    kiosk: true,
    frame: false,
    autoHideMenuBar: true,
    backgroundColor: '#f7f4ec',
    webPreferences: lockedWebPreferences(options.preload),
  });
  lockWindow(window, app);
  watchWindow(window, parts, options);
  await window.loadURL(START_URL).catch(() => options.log('the kiosk page could not be loaded'));
}

/** No way out of the page: no other address, no second window, no keys but those of a keypad. */
function lockWindow(window: ShellWindow, app: ShellApp): void {
  for (const event of BLOCKED_EVENTS) {
    window.onBlocked(event, (navigation, url) => {
      if (!allowNavigation(url)) navigation.preventDefault();
    });
  }
  window.onBlocked('will-attach-webview', (attachment) => attachment.preventDefault());
  window.denyNewWindows();
  window.lockZoom();
  window.onKey((event, input) => {
    const verdict = judgeKey(input);
    if (verdict !== 'pass') event.preventDefault();
    if (verdict === 'staff-exit') app.exit(0);
  });
}

/** Carries the window's troubles to the ladder of recovery.ts, and does what it says. */
function watchWindow(window: ShellWindow, parts: ElectronParts, options: ShellOptions): void {
  const { app, ipc } = parts;
  let recovery = newRecovery(options.clock().nowMs);
  const happened = (event: WindowEvent): void => {
    const next = recover(recovery, event, options.clock().nowMs);
    recovery = next.state;
    const { step } = next;
    if (step.kind !== 'nothing') options.log(`${event.kind}: ${step.kind}`);
    switch (step.kind) {
      case 'nothing':
        return;
      case 'reload':
        options.later(() => window.reload(), step.afterMs);
        return;
      case 'crash-renderer':
        window.crash();
        return;
      case 'show-offline':
        void window.loadURL(OFFLINE_PAGE).catch(() => undefined);
        options.later(
          () => void window.loadURL(START_URL).catch(() => undefined),
          step.retryAfterMs,
        );
        return;
      case 'relaunch':
        app.relaunch(step.isGpuOff ? ['--gpu-off'] : []);
        app.exit(EXIT_FOR_RESTART);
    }
  };
  window.on('render-process-gone', (_event, details) => {
    const reason = (details as { readonly reason?: unknown } | undefined)?.reason;
    happened({ kind: 'renderer-gone', reason: typeof reason === 'string' ? reason : 'unknown' });
  });
  window.on('unresponsive', () => happened({ kind: 'unresponsive' }));
  window.on('responsive', () => happened({ kind: 'responsive' }));
  window.on('did-fail-load', () => happened({ kind: 'load-failed' }));
  window.on('did-finish-load', () => happened({ kind: 'loaded' }));
  app.onChildGone((type) => {
    if (type === 'GPU') happened({ kind: 'gpu-gone' });
  });
  const stranger = (url: string) => options.log(`refused to answer ${url}`);
  ipc.on(
    CHANNELS.address,
    guard((event) => {
      event.returnValue = options.address();
    }, stranger),
  );
  ipc.on(
    CHANNELS.alive,
    guard((_event, screen) => {
      happened({ kind: 'alive', screen: typeof screen === 'string' ? screen : '' });
    }, stranger),
  );
  let portOfPage = options.address().port;
  options.every(() => {
    const { port } = options.address();
    // The page's policy names the daemon's port: another port needs the page anew.
    if (port !== portOfPage) window.reload();
    portOfPage = port;
    happened({ kind: 'tick', hour: options.clock().hour });
  }, 1000);
}
