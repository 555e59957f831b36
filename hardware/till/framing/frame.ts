import type { TillEvent } from '../../../contracts/till-event.ts';

/** What a framer makes of bytes: whole lines of text, and the facts that are not text. Times are those of the last byte. */
export type Frame =
  | { readonly kind: 'line'; readonly text: string; readonly atMs: number }
  /** The device says that something new begins (`ESC @`). */
  | { readonly kind: 'reset'; readonly atMs: number }
  | { readonly kind: 'cut'; readonly atMs: number }
  | { readonly kind: 'drawer'; readonly atMs: number }
  /** A picture of so many dots in height: it may hold text that nobody can read from here. */
  | { readonly kind: 'raster'; readonly heightDots: number; readonly atMs: number }
  | { readonly kind: 'damaged'; readonly reason: string; readonly atMs: number }
  /** A protocol that carries facts instead of lines. */
  | { readonly kind: 'fact'; readonly event: TillEvent; readonly atMs: number };

/** Counters of one framer, from its start. */
export interface FramerStatistics {
  bytes: number;
  lines: number;
  /** Lines that were longer than the cap and were dropped. */
  overflows: number;
  checksumErrors: number;
  /** Sequence numbers that were missing, or bytes that no command explains. */
  gaps: number;
}

/**
 * Cuts a byte stream into frames: bounded memory, linear time, fresh for each open.
 */
export interface Framer {
  readonly statistics: FramerStatistics;
  push(bytes: Uint8Array, atMs: number): readonly Frame[];
  /** Called on a timer: what waits for more bytes than come is given out or dropped. */
  idle(atMs: number): readonly Frame[];
  /** The link is gone: what was begun is damaged. */
  lost(atMs: number): readonly Frame[];
}

export function freshFramerStatistics(): FramerStatistics {
  return { bytes: 0, lines: 0, overflows: 0, checksumErrors: 0, gaps: 0 };
}
