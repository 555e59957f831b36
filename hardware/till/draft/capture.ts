import { z } from 'zod';
import { Fault } from '../../../contracts/fault.ts';
import { LinkAddress } from '../../../contracts/configuration.ts';

/**
 * A recording of a line: JSON lines, the first a head, then each piece of bytes with its time since the start. Replays as it came.
 */
export const CaptureHead = z.object({
  capture: z.literal(1),
  link: LinkAddress.optional(),
  startedAt: z.string(),
});
export const CapturePiece = z.object({
  ms: z.number().min(0),
  hex: z.string().regex(/^(?:[0-9a-f]{2})*$/i),
});

/** Bytes and when they came, from the start of the recording. */
export interface TimedBytes {
  readonly atMs: number;
  readonly bytes: Uint8Array;
}

/** The link that a recording was made on; undefined for plain bytes, and where its head does not say. */
export function captureLink(file: Uint8Array): LinkAddress | undefined {
  if (!isCapture(file)) return undefined;
  const first = Buffer.from(file.subarray(0, 4096)).toString('utf8').split('\n')[0] ?? '';
  const head = CaptureHead.safeParse(parsed(first, 0));
  return head.success ? head.data.link : undefined;
}

function isCapture(file: Uint8Array): boolean {
  return Buffer.from(file.subarray(0, 64)).toString('latin1').startsWith('{"capture":');
}

/** A recording, or plain bytes, which are one piece at the start. @throws Fault `bad-input` that names the line */
export function readCapture(file: Uint8Array): readonly TimedBytes[] {
  if (!isCapture(file)) return [{ atMs: 0, bytes: file }];
  const pieces: TimedBytes[] = [];
  const lines = Buffer.from(file).toString('utf8').split('\n');
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const value = parsed(line, index);
    if (index === 0) {
      if (!CaptureHead.safeParse(value).success) throw broken(index);
      continue;
    }
    const piece = CapturePiece.safeParse(value);
    if (!piece.success) throw broken(index);
    pieces.push({ atMs: piece.data.ms, bytes: Buffer.from(piece.data.hex, 'hex') });
  }
  return pieces;
}

function parsed(line: string, index: number): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw broken(index, cause);
  }
}

function broken(index: number, cause?: unknown): Fault {
  return new Fault('bad-input', `capture line ${index + 1}: not a line of a capture`, { cause });
}
