import { expect, test } from 'vitest';
import { NATIVE_QR_COMMANDS } from './native-qr.ts';

test('the printer is told the length of a QR in bytes, not in characters, and what it needs in its order', () => {
  const text = 'https://例.cn/p/1';
  const commands = NATIVE_QR_COMMANDS.qrcode(
    { data: text, type: 'qrcode', cell: 6, level: 'm' },
    'gb18030',
  );
  expect(Buffer.byteLength(text)).toBe(18);
  expect(Buffer.from(commands, 'latin1').toString('hex')).toBe(
    [
      '1d286b040031413200', // model 2
      '1d286b0300314306', // cell
      '1d286b0300314531', // level M
      `1d286b1500315030${Buffer.from(text).toString('hex')}`, // 18 + 3 bytes are stored
      '1d286b0300315130', // print
    ].join(''),
  );
});
