// Face for daemon/: `openScanner(settings, onScan)`, a fresh one for each opening of the link: push bytes, call idle on a
// timer. What it gives out is the text of one scan, for `parseBarcode` of barcode/parse.ts.
import { z } from 'zod';
import { idleFraming } from './idle-framing.ts';
import { readlineFraming } from './readline-framing.ts';

/** How a scanner ends its scans. Strict: it stands in the shop configuration. Source: reference page on devices, 6.1. */
export const ScannerSettings = z.strictObject({
  /** `cr` serves CR and CRLF, `lf` serves LF and CRLF; `none` and `stx-etx` have no line end. */
  suffix: z.enum(['cr', 'lf', 'tab', 'none', 'stx-etx']).default('cr'),
  /** For a scanner without suffix: so much silence ends a scan. */
  idleMs: z.number().int().min(20).max(1000).default(80),
  limitBytes: z.number().int().min(64).max(65_536).default(8192),
});
export type ScannerSettings = z.infer<typeof ScannerSettings>;

/** The text of one scan, separators inside it kept, and when its last byte came. */
export interface RawScan {
  readonly text: string;
  readonly atMs: number;
}

export interface ScannerStatistics {
  readonly bytes: number;
  readonly scans: number;
  /** Scans longer than the cap, dropped. */
  readonly overflows: number;
}

export interface Scanner {
  readonly statistics: ScannerStatistics;
  push(bytes: Uint8Array, atMs: number): void;
  /** Time goes by: ends the scan of a scanner without suffix. Call it every 50 ms or so. */
  idle(atMs: number): void;
  /** The link is gone: what was begun is dropped. */
  close(): void;
}

/** @param onScan called in order, soon after `push` and not inside it */
export function openScanner(settings: ScannerSettings, onScan: (scan: RawScan) => void): Scanner {
  switch (settings.suffix) {
    case 'cr':
      return readlineFraming('\r', settings.limitBytes, onScan);
    case 'lf':
      return readlineFraming('\n', settings.limitBytes, onScan);
    case 'tab':
      return readlineFraming('\t', settings.limitBytes, onScan);
    case 'none':
    case 'stx-etx':
      return idleFraming(settings, onScan);
  }
}
