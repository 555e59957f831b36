import bwipjs from 'bwip-js/node';
import { expect, test } from 'vitest';
import { ean13Modules } from './printer-ean.ts';

/** Bars and spaces of a symbol as another generator draws it, 1 = bar. */
function drawnByAnother(digits: string): string {
  const [symbol] = bwipjs.raw('ean13', digits, {});
  const widths = symbol !== undefined && 'sbs' in symbol ? [...symbol.sbs] : [];
  return widths.map((width, index) => (index % 2 === 0 ? '1' : '0').repeat(width)).join('');
}

test.each(['290000000000', '4006381333931', '0012345678905', '9876543210128', '2012345678903'])(
  'the virtual printer draws %s as another generator does',
  (digits) => {
    const modules = ean13Modules(digits);
    expect(modules.length).toBe(95);
    expect(modules).toBe(drawnByAnother(digits));
  },
);

test('what is no EAN-13 is not drawn', () => {
  expect(ean13Modules('123')).toBe('');
});
