import type { PrintedPage } from './printer-page.ts';

const MARGIN_DOTS = 24;

/** What came out of a printer as people see it: the dots of its pictures and barcodes, and the characters where the printer's own
 *  font would have put them. SVG, for a browser. */
export function pageSvg(page: PrintedPage, widthDots: number): string {
  const height = page.bitmap.heightDots + 2 * MARGIN_DOTS;
  const width = widthDots + 2 * MARGIN_DOTS;
  const dots = Buffer.from(page.bitmap.toPng(MARGIN_DOTS)).toString('base64');
  const texts = page.texts.map(({ x, y, text, widthDots: wide, heightDots: high, isBold }) => {
    const place = `x="${x + MARGIN_DOTS}" y="${y + MARGIN_DOTS + Math.round(high * 0.82)}"`;
    const size = `font-size="${Math.round(high * 0.9)}" textLength="${wide}" lengthAdjust="spacingAndGlyphs"`;
    return `<text ${place} ${size}${isBold ? ' font-weight="bold"' : ''}>${escaped(text)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    `<image width="${width}" height="${height}" href="data:image/png;base64,${dots}"/>`,
    `<g font-family="monospace" xml:space="preserve">${texts.join('\n')}</g>`,
    '</svg>',
    '',
  ].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
