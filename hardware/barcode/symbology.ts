/** What kind of symbol a scan came from, as far as its prefix tells. */
export type Symbology = 'ean' | 'ean-8' | 'gs1' | 'linear' | 'matrix' | 'unknown';

export interface IdentifiedScan {
  readonly symbology: Symbology;
  readonly text: string;
}

/**
 * AIM identifiers by their code letter; the modifier decides where it says GS1. Source: ISO/IEC 15424;
 * docs/facts/barcodes.md#aim.
 */
function aimSymbology(letter: string, modifier: string): Symbology {
  switch (letter) {
    case 'E':
      return modifier === '4' ? 'ean-8' : 'ean';
    case 'C':
      return modifier === '1' ? 'gs1' : 'linear';
    case 'd':
      return modifier === '2' ? 'gs1' : 'matrix';
    case 'Q':
      return modifier === '3' || modifier === '4' ? 'gs1' : 'matrix';
    case 'e':
      return modifier === '0' ? 'gs1' : 'matrix';
    case 'z':
    case 'J':
      return modifier === '1' ? 'gs1' : 'matrix';
    case 'L':
    case 'U':
    case 'h':
      return 'matrix';
    default:
      return 'linear';
  }
}

/** Zebra's own code identifiers. Source: docs/facts/barcodes.md#code-ids. */
const ZEBRA: Readonly<Record<string, Symbology>> = {
  A: 'ean',
  B: 'linear',
  C: 'linear',
  D: 'linear',
  E: 'linear',
  F: 'linear',
  K: 'gs1',
};

/** An EAN or UPC with a two-dimensional part above it: the article is in the bars, the rest says more about the same article. */
const COMPOSITE_PART = /\|?\][eE][0-2].*$/s;

/** Takes the scanner's prefix off a scan and says what it told. Nothing else of the text is touched, but for the second part of a
 *  composite symbol that a scanner sends in one message with its EAN. */
export function identifyScan(text: string, codeId: 'aim' | 'zebra' | 'none'): IdentifiedScan {
  if (codeId === 'aim') {
    const aim = /^\]([A-Za-z])([0-9A-Za-z])/.exec(text);
    if (aim === null) return { symbology: 'unknown', text };
    const symbology = aimSymbology(aim[1] ?? '', aim[2] ?? '');
    const isEan = symbology === 'ean' || symbology === 'ean-8';
    const value = text.slice(3);
    return { symbology, text: isEan ? value.replace(COMPOSITE_PART, '') : value };
  }
  const zebra = codeId === 'zebra' ? ZEBRA[text.charAt(0)] : undefined;
  if (zebra === undefined) return { symbology: 'unknown', text };
  return { symbology: zebra, text: text.slice(1) };
}
