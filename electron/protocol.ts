import { extname, join, normalize, sep } from 'node:path';
import { kioskContentSecurityPolicy } from '../contracts/socket.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** The page's scheme, as it must be registered before the app is ready. */
export const SCHEME = {
  scheme: 'app',
  privileges: { standard: true, secure: true, supportFetchAPI: true },
} as const;

/** The file that an `app://kiosk/…` address means, or undefined: nothing outside of the page's folder, whatever the address says. */
export function fileOf(url: string, folder: string): string | undefined {
  let path: string;
  try {
    const parsed = new URL(url);
    if (parsed.protocol !== 'app:' || parsed.host !== 'kiosk') return undefined;
    path = decodeURIComponent(parsed.pathname);
  } catch {
    return undefined; // not an address, or %zz
  }
  if (/[\0\\]|\.\.|%/.test(path)) return undefined;
  const file = normalize(join(folder, path === '/' ? 'index.html' : path));
  const isInside = file.startsWith(normalize(folder) + sep);
  return isInside && TYPES[extname(file)] !== undefined ? file : undefined;
}

export interface PageFilesOptions {
  readonly folder: string;
  readonly port: () => number;
  readonly read: (path: string) => Promise<Uint8Array<ArrayBuffer>>;
}

/** Answers the window's requests for the page's files, each with the policy that the daemon serves it under as well. */
export function pageFiles(
  options: PageFilesOptions,
): (request: { readonly url: string }) => Promise<Response> {
  return async (request) => {
    const file = fileOf(request.url, options.folder);
    if (file === undefined) return new Response('no such file', { status: 404 });
    try {
      const bytes = await options.read(file);
      return new Response(bytes, {
        headers: {
          'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
          'content-security-policy': kioskContentSecurityPolicy(options.port()),
          'x-content-type-options': 'nosniff',
          'cache-control': 'no-store',
        },
      });
    } catch {
      return new Response('no such file', { status: 404 });
    }
  };
}
