import { parameterLength } from '../till/framing/escpos/commands.ts';

const GS = 0x1d;
/** Bytes before the dots, by the command's second byte: sizes, function and dimensions of `GS 8 L`, `GS ( L` and `GS v 0`. */
const PICTURE_HEADER: Readonly<Record<string, number>> = { '8': 17, '(': 15, v: 8 };

/**
 * The first place where real-time command bytes stand in a job: `DLE EOT n`, `DLE ENQ n` and `DLE DC4 n` are obeyed even inside
 * picture data, so a picture that holds them by chance makes the printer answer, feed or open the drawer. -1 where there is none.
 * Source: docs/facts/escpos.md#real-time-in-pictures.
 */
export function realTimeHazard(bytes: Uint8Array): number {
  for (let index = 0; index + 1 < bytes.length; index += 1) {
    if (isHazardAt(bytes, index)) return index;
  }
  return -1;
}

function isHazardAt(bytes: Uint8Array, index: number): boolean {
  if (bytes[index] !== 0x10) return false;
  const next = bytes[index + 1];
  return next === 0x04 || next === 0x05 || next === 0x14;
}

/** The job with one dot more wherever picture data would be a real-time sequence. What is not picture data stays as it is. */
export function withoutPictureHazards(job: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(job);
  let index = 0;
  while (index < bytes.length) {
    const end = endOfCommand(bytes, index);
    const header = pictureHeader(bytes, index);
    if (header !== undefined) {
      for (let at = index + header; at < end; at += 1) {
        if (isHazardAt(bytes, at)) bytes[at] = 0x18;
      }
    }
    index = end;
  }
  return bytes;
}

function pictureHeader(bytes: Uint8Array, index: number): number | undefined {
  if (bytes[index] !== GS) return undefined;
  const name = String.fromCharCode(bytes[index + 1] ?? 0);
  const isGraphics = name === 'v' || bytes[index + 2] === 0x4c;
  return isGraphics ? PICTURE_HEADER[name] : undefined;
}

/** Where the command or the character at `index` ends. */
function endOfCommand(bytes: Uint8Array, index: number): number {
  const lead = bytes[index] ?? 0;
  const second = bytes[index + 1];
  if (second === undefined || ![0x10, 0x1b, 0x1c, GS].includes(lead)) return index + 1;
  const parameters = bytes.subarray(index + 2);
  const length = parameterLength(lead, second, parameters, parameters.length);
  if (length === 'nul') return index + 3 + Math.max(0, parameters.indexOf(0));
  return typeof length === 'number' ? index + 2 + length : index + 2;
}
