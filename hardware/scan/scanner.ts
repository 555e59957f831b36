// Face for daemon/: `openScanner(settings, onScan)`, a fresh one for each opening of the link: push bytes, call idle on a
// timer. What it gives out is the text of one scan, for `parseBarcode` of barcode/parse.ts.
import { idleFraming } from './idle-framing.ts';
import { readlineFraming } from './readline-framing.ts';

/** How a scanner ends its scans: `ScannerConfiguration` of the shop configuration fits. Source: reference page on devices, 6.1. */
export interface ScannerSettings {
  /** `cr` serves CR and CRLF, `lf` serves LF and CRLF; `none` and `stx-etx` have no line end. */
  readonly suffix: 'cr' | 'crlf' | 'lf' | 'tab' | 'none' | 'stx-etx';
  /** For a scanner without suffix: so much silence ends a scan; 80 unless told. */
  readonly idleMs?: number;
  /** 8192 unless told. */
  readonly limitBytes?: number;
}

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
  const limitBytes = settings.limitBytes ?? 8192;
  switch (settings.suffix) {
    case 'cr':
      return readlineFraming('\r', limitBytes, onScan);
    case 'lf':
    case 'crlf':
      return readlineFraming('\n', limitBytes, onScan);
    case 'tab':
      return readlineFraming('\t', limitBytes, onScan);
    case 'none':
    case 'stx-etx':
      return idleFraming({ ...settings, limitBytes }, onScan);
  }
}
