/**
 * How a scanner ends its scans: `ScannerConfiguration` of the shop configuration fits.
 * Source: docs/facts/barcodes.md#scanner-framing.
 */
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
