import { KIOSK_SOCKET } from './socket-codec.ts';

/** What Electron's preload puts on the page; absent in a browser. */
export interface ShellBridge {
  /** Asked at each attempt: a daemon that was started anew has another token. */
  readonly address: () => {
    readonly port: number;
    readonly token: string;
    readonly terminal: string;
  };
  /** Called every five seconds: the shell's watchdog reloads a page that stops calling. */
  readonly alive: (screen: string) => void;
}

declare global {
  interface Window {
    readonly pindan?: ShellBridge;
  }
}

/** Where the daemon is and how this page makes itself known. */
export interface Address {
  readonly url: string;
  readonly token: string;
  readonly terminal: string;
}

/**
 * The daemon's address: from the shell's bridge, or, in a browser, this page's own host with token and terminal from the fragment
 * (`#token=…&terminal=kiosk-1`), which never travels to a server. Undefined where neither says enough.
 */
export function addressOf(
  location: { readonly host: string; readonly hash: string },
  bridge: ShellBridge | undefined,
): Address | undefined {
  if (bridge !== undefined) {
    const { port, token, terminal } = bridge.address();
    return { url: `ws://127.0.0.1:${String(port)}${KIOSK_SOCKET}`, token, terminal };
  }
  const fragment = new URLSearchParams(location.hash.replace(/^#/, ''));
  const token = fragment.get('token');
  const terminal = fragment.get('terminal');
  if (token === null || terminal === null) return undefined;
  return { url: `ws://${location.host}${KIOSK_SOCKET}`, token, terminal };
}
