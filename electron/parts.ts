import type * as El from 'electron';
import type { ElectronParts, ShellWindow } from './shell.ts';

/** Electron's own objects that the shell needs. */
export type ElectronApi = Pick<
  typeof El,
  'app' | 'BrowserWindow' | 'ipcMain' | 'Menu' | 'powerSaveBlocker' | 'protocol' | 'session'
>;

/** Puts Electron's objects behind the few things that the shell asks of them. Nothing is decided here. */
export function electronParts(electron: ElectronApi): ElectronParts {
  const { app, ipcMain, Menu, powerSaveBlocker, protocol } = electron;
  return {
    app: {
      requestSingleInstanceLock: () => app.requestSingleInstanceLock(),
      appendSwitch: (name, value) => app.commandLine.appendSwitch(name, value),
      whenReady: () => app.whenReady(),
      relaunch: (args) =>
        app.relaunch({
          args: [...process.argv.slice(1).filter((arg) => !args.includes(arg)), ...args],
        }),
      exit: (code) => app.exit(code),
      onChildGone: (listener) =>
        void app.on('child-process-gone', (_event, details) => listener(details.type)),
    },
    createWindow: (options) => shellWindow(new electron.BrowserWindow(options)),
    session: {
      denyPermissions: () => {
        const session = electron.session.defaultSession;
        session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
        session.setPermissionCheckHandler(() => false);
        session.setDevicePermissionHandler(() => false);
      },
      cancelRequests: (isAllowed) =>
        electron.session.defaultSession.webRequest.onBeforeRequest((details, answer) =>
          answer({ cancel: !isAllowed(details.url) }),
        ),
      cancelDownloads: () =>
        void electron.session.defaultSession.on('will-download', (event) => event.preventDefault()),
    },
    protocol: {
      registerSchemesAsPrivileged: (schemes) => protocol.registerSchemesAsPrivileged(schemes),
      handle: (scheme, answer) => protocol.handle(scheme, answer),
    },
    ipc: { on: (channel, listener) => void ipcMain.on(channel, listener) },
    hideMenu: () => Menu.setApplicationMenu(null),
    keepAwake: () => void powerSaveBlocker.start('prevent-display-sleep'),
  };
}

/** The window's and its contents' events by name: Electron types each name apart, the shell's own tests hold them to these words. */
interface AnyEvents {
  on(event: string, listener: (...args: never[]) => void): unknown;
}

function shellWindow(window: El.BrowserWindow): ShellWindow {
  const contents: El.WebContents = window.webContents;
  const contentsEvents: AnyEvents = contents;
  const windowEvents: AnyEvents = window;
  return {
    loadURL: (url) => window.loadURL(url),
    onBlocked: (event, listener) =>
      void contentsEvents.on(
        event,
        (details: { preventDefault(): void; readonly url?: string }, url?: unknown) =>
          listener(details, details.url ?? (typeof url === 'string' ? url : '')),
      ),
    on: (event, listener) => {
      const isOfWindow = event === 'unresponsive' || event === 'responsive';
      (isOfWindow ? windowEvents : contentsEvents).on(event, listener);
    },
    onKey: (listener) => void contents.on('before-input-event', listener),
    denyNewWindows: () => contents.setWindowOpenHandler(() => ({ action: 'deny' })),
    reload: () => contents.reload(),
    crash: () => contents.forcefullyCrashRenderer(),
    lockZoom: () => void contents.setVisualZoomLevelLimits(1, 1),
  };
}
