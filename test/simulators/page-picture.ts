import type { PrintedPage, PrintedText } from './printer-page.ts';

const MARGIN_DOTS = 24;
/** The height of the printer's font A. */
const FONT_DOTS = 24;

/** What came out of a printer as people see it: the dots of its pictures and barcodes, and the characters where the printer's own
 *  font would have put them. SVG, for a browser. */
export function pageSvg(page: PrintedPage, widthDots: number): string {
  const height = page.bitmap.heightDots + 2 * MARGIN_DOTS;
  const width = widthDots + 2 * MARGIN_DOTS;
  const dots = Buffer.from(page.bitmap.toPng(MARGIN_DOTS)).toString('base64');
  const texts = page.texts.map(
    (piece) => `<g aria-label="${escaped(piece.text)}">${cells(piece).join('')}</g>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    `<image width="${width}" height="${height}" href="data:image/png;base64,${dots}"/>`,
    `<g font-family="monospace" font-size="20">${texts.join('\n')}</g>`,
    '</svg>',
    '',
  ].join('\n');
}

/** Each character in the cell that the printer's font gives it: a browser's font has other widths, and not every program that draws
 *  SVG can stretch a text. */
function cells({ x, y, text, widthDots, heightDots, isBold }: PrintedText): readonly string[] {
  const columns = columnsOf(text);
  const cellDots = columns === 0 ? 0 : widthDots / columns;
  const weight = isBold ? ' font-weight="bold"' : '';
  const drawn: string[] = [];
  let column = 0;
  for (const character of text) {
    const wide = columnsOf(character);
    if (character.trim() !== '') {
      const centre = MARGIN_DOTS + x + (column + wide / 2) * cellDots;
      const baseline = MARGIN_DOTS + y + heightDots * 0.82;
      const scale = `${(cellDots / FONT_DOTS) * 2} ${heightDots / FONT_DOTS}`;
      drawn.push(
        `<text transform="translate(${centre} ${baseline}) scale(${scale})" text-anchor="middle"${weight}>${escaped(character)}</text>`,
      );
    }
    column += wide;
  }
  return drawn;
}

function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += (character.codePointAt(0) ?? 0) >= 0x2e80 ? 2 : 1;
  return columns;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
