import type { ScannerConfiguration } from '../../contracts/configuration.ts';
import type { DeviceHealth } from '../../contracts/device-health.ts';
import type { Fault } from '../../contracts/fault.ts';
import type { Scan } from '../../contracts/scan.ts';
import { addressText } from '../../hardware/link/address.ts';
import { type Link, openLink } from '../../hardware/link/link.ts';
import { duplicateFilter } from '../../hardware/scan/duplicate-filter.ts';
import { openScanner } from '../../hardware/scan/scanner.ts';

import type { Notices } from '../../service/notices.ts';
import type { RawScan, Scanner } from '../../hardware/scan/scanner-types.ts';

const IDLE_EVERY_MS = 50;
/** A code read twice by a hand that lingers is one redemption. Source: docs/facts/barcodes.md#duplicates. */
const CODE_ECHO_MS = 700;

/** What a scanned or typed text means in this venue. */
export type BarcodeReader = (text: string) => Scan;

export interface ScannerOptions {
  readonly read: BarcodeReader;
  /** 0 = every read counts, for counting items. */
  readonly duplicateMs: number;
  readonly notices: Notices;
  readonly now: () => number;
  readonly onScan: (scan: Scan, atMs: number) => void;
}

export interface ScannerDevice {
  readonly at: ScannerConfiguration['at'];
  health(): DeviceHealth;
  close(): Promise<void>;
}

/** Holds one scanner open for ever and tells what its scans mean. */
export function openScannerDevice(
  configuration: ScannerConfiguration,
  options: ScannerOptions,
): ScannerDevice {
  const { id, suffix } = configuration;
  const counts = { scans: 0, products: 0, cards: 0, codes: 0, invalid: 0, echoes: 0 };
  const isEcho = duplicateFilter(options.duplicateMs);
  const isCodeEcho = duplicateFilter(CODE_ECHO_MS);
  let said: { readonly text: string; readonly atMs: number } | undefined;
  let why: string | undefined;
  let scanner = begin();

  function begin(): Scanner {
    const settings = {
      suffix: suffix === 'crlf' ? ('cr' as const) : suffix,
      idleMs: 80,
      limitBytes: 8192,
    };
    return openScanner(settings, taken);
  }

  function taken({ text, atMs }: RawScan): void {
    counts.scans += 1;
    const scan = options.read(text);
    said = { text: masked(scan, text), atMs };
    const isRepeated = isEcho(text, atMs);
    if (
      (options.duplicateMs > 0 && isRepeated) ||
      (isCodeEcho(text, atMs) && scan.kind === 'code')
    ) {
      counts.echoes += 1;
      return;
    }
    if (scan.kind === 'product' || scan.kind === 'measured') counts.products += 1;
    else if (scan.kind === 'card') counts.cards += 1;
    else if (scan.kind === 'code') counts.codes += 1;
    else if (scan.kind === 'invalid') counts.invalid += 1;
    options.onScan(scan, atMs);
  }

  function stateChanged(state: Link['state'], fault: Fault | undefined): void {
    if (state === 'open') {
      scanner.close();
      scanner = begin();
      why = undefined;
    }
    if (fault === undefined) return;
    why = fault.message;
    options.notices.add(fault.code, `scanner ${id}: ${fault.message}`);
  }

  const link = openLink(configuration.link, {
    onBytes: (bytes, atMs) => scanner.push(bytes, atMs),
    onState: stateChanged,
    clock: options.now,
  });
  const timer = setInterval(() => scanner.idle(options.now()), IDLE_EVERY_MS);

  return {
    at: configuration.at,
    health: () => ({
      id,
      role: 'scanner',
      where: addressText(configuration.link),
      state: link.state,
      ok: link.state === 'open',
      ...(said === undefined ? {} : { said: said.text, saidAtMs: said.atMs }),
      ...(link.state === 'open' || why === undefined ? {} : { advice: why }),
      statistics: { ...link.statistics, ...scanner.statistics, ...counts },
    }),
    async close() {
      clearInterval(timer);
      scanner.close();
      await link.close();
    },
  };
}

/** What the doctor page may show: a card keeps its last two characters, a pairing code its last four digits. */
function masked(scan: Scan, text: string): string {
  if (scan.kind === 'card')
    return `card ${'*'.repeat(Math.max(0, scan.card.length - 2))}${scan.card.slice(-2)}`;
  if (scan.kind === 'code') return `pairing code *********${scan.code.slice(-4)}`;
  return text.slice(0, 60);
}
