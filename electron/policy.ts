import { KIOSK_PATH, SOCKET_PATH } from '../contracts/socket.ts';

/** The page's own origin in the shell. */
export const SHELL_ORIGIN = 'app://kiosk';
/** Where the window begins. */
export const START_URL = `${SHELL_ORIGIN}/index.html`;

/**
 * Whether the window may load this: the page's own files, the daemon's socket, and pictures that the page made itself. Everything
 * else is cancelled before it leaves the machine. Source: docs/facts/kiosk.md#electron-security.
 */
export function allowUrl(url: string, port: number): boolean {
  if (url.startsWith('data:image/')) return true;
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return false;
  }
  if (parsed.username !== '' || parsed.password !== '') return false;
  if (parsed.protocol === 'app:') return parsed.host === 'kiosk';
  return (
    parsed.protocol === 'ws:' &&
    parsed.hostname === '127.0.0.1' &&
    parsed.port === String(port) &&
    parsed.pathname === SOCKET_PATH
  );
}

/** Whether the window may go there: only within the page itself. */
export function allowNavigation(url: string): boolean {
  return url === SHELL_ORIGIN || url.startsWith(`${SHELL_ORIGIN}/`);
}

/** The part of Electron's `before-input-event` that is looked at. */
export interface KeyInput {
  readonly type: string;
  readonly key: string;
  readonly control: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  readonly meta: boolean;
}

export type KeyVerdict = 'pass' | 'block' | 'staff-exit';

const NAMED_KEYS: ReadonlySet<string> = new Set([
  'ArrowUp',
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
  'Enter',
  'Tab',
  'Backspace',
  'Shift',
  ' ',
]);

/**
 * Keys of a number pad and letters pass; everything that leads out of the page is blocked. Staff leave with Control, Alt, Shift
 * and Q together. Source: docs/facts/kiosk.md#lock-down.
 */
export function judgeKey(input: KeyInput): KeyVerdict {
  const { control, alt, shift, meta } = input;
  if (control && alt && shift && !meta && input.key.toLowerCase() === 'q') return 'staff-exit';
  if (control || alt || meta) return 'block';
  return NAMED_KEYS.has(input.key) || /^[\p{L}\p{N}]$/u.test(input.key) ? 'pass' : 'block';
}

/** The page's cage. Each setting stands here although most are defaults: a default may change, this may not. */
export function lockedWebPreferences(preload: string) {
  return {
    preload,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    contextIsolation: true,
    sandbox: true,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    devTools: false,
    navigateOnDragDrop: false,
    backgroundThrottling: false,
    spellcheck: false,
    enableWebSQL: false,
  } as const;
}

/** The switches of Chromium that touch screens need: no pinch, no swipe back. */
export const SWITCHES = [
  ['disable-pinch'],
  ['overscroll-history-navigation', '0'],
  ['disable-features', 'TouchpadOverscrollHistoryNavigation'],
] as const satisfies readonly (readonly [string, string?])[];

/** Where the same page stands in a browser. */
export function browserUrl(port: number, token: string, terminal: string): string {
  const fragment = new URLSearchParams({ token, terminal }).toString();
  return `http://127.0.0.1:${String(port)}${KIOSK_PATH}#${fragment}`;
}
