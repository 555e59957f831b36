import { readFile } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
};

export type FoundFile =
  | { readonly kind: 'file'; readonly bytes: Buffer; readonly type: string }
  | { readonly kind: 'missing' };

/** A file of the page's folder; nothing outside of it, whatever the path says. An empty path is its index.html. */
export async function findFile(root: string, path: string): Promise<FoundFile> {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path === '' ? 'index.html' : path);
  } catch {
    return { kind: 'missing' }; // %zz is nobody's file
  }
  const type = TYPES[extname(decoded)];
  const base = resolve(root);
  const whole = resolve(join(base, decoded));
  const isInside = whole.startsWith(base + sep);
  if (type === undefined || !isInside || /[\0\\]/.test(decoded)) return { kind: 'missing' };
  try {
    return { kind: 'file', bytes: await readFile(whole), type };
  } catch {
    return { kind: 'missing' };
  }
}
