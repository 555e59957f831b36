import iconv from 'iconv-lite';
import { Fault } from '../../../contracts/fault.ts';

/** Bytes to text; never throws, a broken character becomes U+FFFD. */
export type DecodeText = (bytes: Uint8Array) => string;

/**
 * Encodings that the platform's own decoder knows; the old DOS pages come from iconv-lite.
 * Source: docs/facts/framing.md#decoders.
 */
const PLATFORM = new Set(['gb18030', 'big5', 'shift_jis', 'euc-kr']);

/** @throws Fault `bad-dialect` for an encoding that nobody here knows */
export function textDecoder(encoding: string): DecodeText {
  // The same result as the platform's decoder, several times faster on short lines.
  if (encoding === 'utf-8') {
    return (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  }
  const decode = foreignDecoder(encoding);
  // In all of these, plain characters are what they are in ASCII.
  return (bytes) => (isPlain(bytes) ? plainBytes(bytes) : decode(bytes));
}

function isPlain(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte < 0x20 || byte > 0x7e) return false;
  return true;
}

function plainBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

function foreignDecoder(encoding: string): DecodeText {
  if (PLATFORM.has(encoding)) {
    const decoder = new TextDecoder(encoding);
    return (bytes) => decoder.decode(bytes);
  }
  if (encoding === 'katakana') return katakana;
  if (!iconv.encodingExists(encoding)) {
    throw new Fault(
      'bad-dialect',
      `encoding "${String(encoding)}" is not known; use for example utf-8, gb18030, big5, cp437 or windows-1252`,
    );
  }
  return (bytes) =>
    iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), encoding);
}

/** Page 1 of ESC/POS: half-width katakana above A0, box drawing and blocks below, of which only the rule is told apart. */
function katakana(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    if (byte < 0x80) text += String.fromCharCode(byte);
    else if (byte > 0xa0 && byte < 0xe0) text += String.fromCharCode(0xff61 + byte - 0xa1);
    else text += byte === 0x95 ? '─' : '▒';
  }
  return text;
}

/** Text as an event may carry it: no control characters, one line, at most 240 characters. */
export function plainText(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').slice(0, 240);
}
