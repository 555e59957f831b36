import { commands } from 'receiptline';
import type { BaseCommand, QRCode } from 'receiptline';

/** Receiptline's ESC/POS with the printer's own QR command in place of a picture. */
export const NATIVE_QR_COMMANDS: BaseCommand = {
  ...commands.escpos,
  qrcode: (symbol) => nativeQr(symbol),
};

/**
 * `GS ( k`: model 2, cell size, level M, store, print, in this order. The stored length counts bytes, not characters: counted
 * wrongly, the end of the text is printed beside a broken code. Source: docs/facts/escpos.md#native-qr.
 */
function nativeQr(symbol: QRCode): string {
  const content = Buffer.from(symbol.data, 'utf8').toString('latin1');
  const length = content.length + 3;
  return [
    call('\u0031\u0041\u0032\u0000'),
    call(`\u0031\u0043${String.fromCharCode(symbol.cell)}`),
    call('\u0031\u0045\u0031'),
    `\u001d(k${String.fromCharCode(length & 0xff, length >> 8)}\u0031\u0050\u0030${content}`,
    call('\u0031\u0051\u0030'),
  ].join('');
}

function call(parameters: string): string {
  return `\u001d(k${String.fromCharCode(parameters.length, 0)}${parameters}`;
}
