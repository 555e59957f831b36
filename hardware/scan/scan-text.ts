import { isUtf8 } from 'node:buffer';

/** Scanned bytes as text: UTF-8 where they are, else byte for byte. Control characters inside are data and stay. */
export function scanText(bytes: Buffer): string {
  return bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
}
