/** One opened connection to a device. A wire lives once: after a loss the link makes a new one. */
export interface Wire {
  /** Resolves when the bytes are handed to the kernel, which says nothing about paper. Rejects when the wire broke. */
  write(bytes: Uint8Array): Promise<void>;
  /** Ends the wire without reporting a loss. Resolves always. */
  close(): Promise<void>;
}

export interface WireHandlers {
  readonly onBytes: (bytes: Uint8Array) => void;
  /** The other side went away: unplugged, hung up, I/O error. Called at most once, never after `close`. */
  readonly onLost: (cause: Error) => void;
}

/** Opens a wire once; throws a `Fault` that says what is wrong and what to do now. */
export type OpenWire = (handlers: WireHandlers, signal: AbortSignal) => Promise<Wire>;
