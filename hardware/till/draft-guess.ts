/** How the lines of a recording are told apart, by what the bytes look like. */
export function guessFraming(
  bytes: Buffer,
):
  | { readonly kind: 'json-lines' }
  | { readonly kind: 'escpos' }
  | { readonly kind: 'lines'; readonly linePrefixHex?: string } {
  const first = bytes.subarray(0, 4096).toString('utf8').split('\n')[0] ?? '';
  if (/^\s*\{.*\}(?:\*[0-9a-f]{2})?\s*$/i.test(first)) return { kind: 'json-lines' };
  const prefix = commonPrefix(bytes);
  if (prefix !== undefined) return { kind: 'lines', linePrefixHex: prefix };
  const marks = ['1b40', '1d56', '1b69', '1b61', '1d21'];
  const isEscpos = marks.some((mark) => bytes.includes(Buffer.from(mark, 'hex')));
  return { kind: isEscpos ? 'escpos' : 'lines' };
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
  if (decodes(text, 'gb18030')) return 'gb18030';
  return decodes(text, 'big5') ? 'big5' : 'cp437';
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
