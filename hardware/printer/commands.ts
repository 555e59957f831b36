/** Sequences that receiptline does not send. Source: docs/facts/escpos.md#commands, docs/facts/escpos.md#fences. */

/** Answers at once, whatever the printer is doing. */
export function realTimeStatus(question: 1 | 2 | 3 | 4): Uint8Array {
  return Uint8Array.of(0x10, 0x04, question);
}

/** Executed in its turn: its one-byte answer says that everything before it was printed. */
export const FENCE = Uint8Array.of(0x1d, 0x72, 0x01);

/** Automatic status for every change. */
export const AUTOMATIC_STATUS_ON = Uint8Array.of(0x1d, 0x61, 0xff);

/** Throws away what waits in the printer's buffer; the printer answers with the block `37 25 00`. */
export const CLEAR_BUFFER = Uint8Array.of(
  0x10,
  0x14,
  0x08,
  0x01,
  0x03,
  0x14,
  0x01,
  0x06,
  0x02,
  0x08,
);

/** Recovers from an error that a person cleared, and throws away what waits in the buffer. Source: receiptio; Epson, `DLE ENQ 2`. */
export const RECOVER_AND_CLEAR = Uint8Array.of(0x10, 0x05, 0x02);

/** Feeds what is printed beyond the cutter and cuts. */
export const CUT = Uint8Array.of(0x1d, 0x56, 0x42, 0x00);

/** NULs that complete a half-sent command of a job that was cut off. */
export function pushOut(bytes: number): Uint8Array {
  return new Uint8Array(bytes);
}

/**
 * `GS ( H` function 48: the printer answers with these four characters when printing up to here has completed.
 * @param id four characters of 20h-7Eh, ascending from job to job
 */
export function processIdCommand(id: string): Uint8Array {
  const characters = Array.from(id, (character) => character.charCodeAt(0));
  return Uint8Array.of(0x1d, 0x28, 0x48, 0x06, 0x00, 0x30, 0x30, ...characters);
}

/** The process id of a job number: four digits, ascending, round after 9999. */
export function processId(job: number): string {
  return String(job % 10_000).padStart(4, '0');
}

/** A job between what the printer confirms: process ids, or a fence before it and the one that every slip ends with. */
export function fencedJob(
  slip: Uint8Array,
  ids: readonly [first: string, last: string] | undefined,
): Uint8Array {
  return ids === undefined
    ? Buffer.concat([FENCE, slip])
    : Buffer.concat([processIdCommand(ids[0]), slip, processIdCommand(ids[1])]);
}
