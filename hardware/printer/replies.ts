/** One answer of a printer. Source: docs/facts/escpos.md#replies. */
export type PrinterReply =
  /** `DLE EOT n`: which n it answers follows from the order of the questions. */
  | { readonly kind: 'real-time'; readonly byte: number }
  /** Automatic status: four bytes. */
  | { readonly kind: 'automatic'; readonly bytes: readonly [number, number, number, number] }
  /** `GS r` or a one-byte `GS I`. */
  | { readonly kind: 'single'; readonly byte: number }
  /** Header to NUL: process ids, identification texts, the answer to clearing the buffer. */
  | { readonly kind: 'block'; readonly header: number; readonly text: string }
  | { readonly kind: 'flow'; readonly isOn: boolean };

const BLOCK_HEADERS = new Set([0x35, 0x37, 0x3b, 0x3d, 0x5f]);
/** Longer than any block that a printer sends; what runs on is noise. */
const LONGEST_BLOCK = 128;

/**
 * Tells a printer's answers apart as they come, in whatever pieces. Fresh for each opening of the link; keeps at most one answer.
 */
export class ReplyReader {
  #automatic: number[] = [];
  #block: number[] = [];

  push(bytes: Uint8Array): readonly PrinterReply[] {
    const replies: PrinterReply[] = [];
    for (const byte of bytes) {
      const reply = this.#take(byte);
      if (reply !== undefined) replies.push(reply);
    }
    return replies;
  }

  #take(byte: number): PrinterReply | undefined {
    const [header] = this.#block;
    if (header !== undefined) return this.#takeBlock(header, byte);
    if (this.#automatic.length > 0) {
      if ((byte & 0x90) === 0) return this.#takeAutomatic(byte);
      // Not the rest of an automatic status: that one was cut off.
      this.#automatic = [];
    }
    if (BLOCK_HEADERS.has(byte)) {
      this.#block = [byte];
      return undefined;
    }
    if (byte === 0x11 || byte === 0x13) return { kind: 'flow', isOn: byte === 0x11 };
    if ((byte & 0x93) === 0x12) return { kind: 'real-time', byte };
    if ((byte & 0x93) === 0x10) {
      this.#automatic = [byte];
      return undefined;
    }
    return (byte & 0x90) === 0 ? { kind: 'single', byte } : undefined;
  }

  #takeAutomatic(byte: number): PrinterReply | undefined {
    this.#automatic.push(byte);
    const [first, second, third, fourth] = this.#automatic;
    if (first === undefined || second === undefined || third === undefined) return undefined;
    if (fourth === undefined) return undefined;
    this.#automatic = [];
    return { kind: 'automatic', bytes: [first, second, third, fourth] };
  }

  #takeBlock(header: number, byte: number): PrinterReply | undefined {
    if (byte !== 0) {
      this.#block.push(byte);
      if (this.#block.length > LONGEST_BLOCK) this.#block = [];
      return undefined;
    }
    const text = String.fromCharCode(...this.#block.slice(1));
    this.#block = [];
    return { kind: 'block', header, text };
  }
}
