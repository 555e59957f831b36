import { checksumAgrees, CHECKSUM_BYTES } from '../framing/checksum.ts';
import type { Checksum } from '../framing/checksum.ts';

/** How the lines of a recording are told apart, by what the bytes look like. */
export function guessFraming(
  bytes: Buffer,
):
  | { readonly kind: 'json-lines' }
  | { readonly kind: 'escpos' }
  | { readonly kind: 'stx-etx'; readonly checksum: Checksum }
  | { readonly kind: 'lines'; readonly linePrefixHex?: string } {
  const first = bytes.subarray(0, 4096).toString('utf8').split('\n')[0] ?? '';
  if (/^\s*\{.*\}(?:\*[0-9a-f]{2})?\s*$/i.test(first)) return { kind: 'json-lines' };
  const checksum = frameChecksum(bytes);
  if (checksum !== undefined) return { kind: 'stx-etx', checksum };
  const prefix = commonPrefix(bytes);
  if (prefix !== undefined) return { kind: 'lines', linePrefixHex: prefix };
  const marks = ['1b40', '1d56', '1b69', '1b61', '1d21'];
  const isEscpos = marks.some((mark) => bytes.includes(Buffer.from(mark, 'hex')));
  return { kind: isEscpos ? 'escpos' : 'lines' };
}

/** What stands behind each ETX, where the recording is made of frames. */
function frameChecksum(bytes: Buffer): Checksum | undefined {
  const frames: { readonly data: Buffer; readonly rest: Buffer }[] = [];
  for (let at = bytes.indexOf(2); at !== -1;) {
    const end = bytes.indexOf(3, at);
    if (end === -1) break;
    const next = bytes.indexOf(2, end);
    const rest = bytes.subarray(end + 1, next === -1 ? bytes.length : next);
    frames.push({ data: bytes.subarray(at + 1, end + 1), rest });
    at = next;
  }
  const framed = frames.reduce((sum, { data, rest }) => sum + data.length + 1 + rest.length, 0);
  if (frames.length < 3 || framed < bytes.length * 0.9) return undefined;
  const fits = ({ data, rest }: (typeof frames)[number], kind: Checksum): boolean =>
    checksumAgrees(kind, data, rest) && rest.length < CHECKSUM_BYTES[kind] + 4;
  const kinds = ['xor', 'sum16', 'crc16', 'none'] as const;
  return kinds.find(
    (kind) => frames.filter((frame) => fits(frame, kind)).length > frames.length / 2,
  );
}

/** The bytes that stand before each logical line of a text inserter: they begin with ESC and come before most lines, in which no
 *  printer is told to cut. */
function commonPrefix(bytes: Buffer): string | undefined {
  if (bytes.includes(Buffer.from('1d56', 'hex')) || bytes[0] !== 0x1b) return undefined;
  for (let length = 12; length >= 3; length -= 1) {
    const prefix = bytes.subarray(0, length);
    let count = 0;
    let at = 0;
    while ((at = bytes.indexOf(prefix, at)) !== -1) {
      count += 1;
      at += length;
    }
    const lines = bytes.filter((byte) => byte === 10).length;
    if (count >= 3 && count * 2 >= lines) return withoutText(prefix).toString('hex');
  }
  return undefined;
}

/** A common beginning may run into the text, as where all lines begin with the same date. */
function withoutText(prefix: Buffer): Buffer {
  let length = prefix.length;
  while (length > 3 && (prefix[length - 1] ?? 0) >= 0x20) length -= 1;
  return prefix.subarray(0, length);
}

/** UTF-8 where it is valid, else the Chinese encoding that leaves nothing undecoded, else the PC page. */
export function guessEncoding(bytes: Uint8Array): 'utf-8' | 'gb18030' | 'big5' | 'cp437' {
  const text = withoutPictures(bytes);
  if (!text.some((byte) => byte >= 0x80)) return 'cp437';
  if (decodes(text, 'utf-8')) return 'utf-8';
  const [isGb, isBig5] = [decodes(text, 'gb18030'), decodes(text, 'big5')];
  if (isGb && isBig5)
    return commonShare(text, GB_COMMON) >= commonShare(text, BIG5_COMMON) ? 'gb18030' : 'big5';
  return isGb ? 'gb18030' : isBig5 ? 'big5' : 'cp437';
}

/** Most bytes of one are valid in the other, but then they are characters that nobody uses: the first level of GB 2312 and the frequent
 *  characters of Big5, each with its punctuation. */
const GB_COMMON = (first: number, second: number): boolean =>
  ((first >= 0xb0 && first <= 0xd7) || (first >= 0xa1 && first <= 0xa3)) && second >= 0xa1;
const BIG5_COMMON = (first: number, second: number): boolean =>
  first >= 0xa1 && first <= 0xc6 && ((second >= 0x40 && second <= 0x7e) || second >= 0xa1);

function commonShare(
  text: Uint8Array,
  isCommon: (first: number, second: number) => boolean,
): number {
  let common = 0;
  let all = 0;
  for (let at = 0; at + 1 < text.length; at += 1) {
    const [first = 0, second = 0] = text.subarray(at, at + 2);
    if (first < 0x80) continue;
    all += 1;
    if (isCommon(first, second)) common += 1;
    at += 1;
  }
  return all === 0 ? 0 : common / all;
}

/** The ends of lines after their last control character: pictures and parameters would spoil the guess. */
function withoutPictures(bytes: Uint8Array): Uint8Array {
  const kept: number[] = [];
  let run: number[] = [];
  for (const byte of bytes) {
    if (byte >= 0x20) {
      run.push(byte);
      continue;
    }
    if (byte === 10 && run.length >= 4) kept.push(...run, byte);
    run = [];
  }
  return Uint8Array.from(kept);
}

function decodes(bytes: Uint8Array, encoding: string): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Which sign stands before the last two digits of most amounts. */
export function guessNumber(texts: readonly string[]): {
  readonly decimal: '.' | ',';
  readonly group: ',' | '.';
  readonly minorUnits: 2;
} {
  const count = (pattern: RegExp): number => texts.filter((text) => pattern.test(text)).length;
  const isComma = count(/\d,\d{2}\b/) > count(/\d\.\d{2}\b/);
  return isComma
    ? { decimal: ',', group: '.', minorUnits: 2 }
    : { decimal: '.', group: ',', minorUnits: 2 };
}
