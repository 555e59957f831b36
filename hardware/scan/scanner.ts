// Face for daemon/: `openScanner(settings, onScan)`, a fresh one for each opening of the link: push bytes, call idle on a
// timer. What it gives out is the text of one scan, for `parseBarcode` of barcode/parse.ts.
import { idleFraming } from './idle-framing.ts';
import { readlineFraming } from './readline-framing.ts';
import type { ScannerSettings, RawScan, Scanner } from './scanner-types.ts';

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
