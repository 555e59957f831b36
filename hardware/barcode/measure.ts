import type { BarcodeRules } from '../../contracts/barcode-rules.ts';

/** What a variable-measure code carries. */
export interface Measured {
  readonly item: string;
  readonly priceMinor?: number;
  readonly weightGrams?: number;
}

/** The contributions of a digit at a weight, of the price verifier. Source: GS1 General Specifications, price verifier digit. */
const WEIGHT_2_MINUS = [0, 2, 4, 6, 8, 9, 1, 3, 5, 7];
const WEIGHT_3 = [0, 3, 6, 9, 2, 5, 8, 1, 4, 7];
const WEIGHT_5_PLUS = [0, 5, 1, 6, 2, 7, 3, 8, 4, 9];
const WEIGHT_5_MINUS = [0, 5, 9, 4, 8, 3, 7, 2, 6, 1];

function weighed(price: string, weights: readonly (readonly number[])[]): number {
  let sum = 0;
  for (const [index, weight] of weights.entries()) sum += weight[Number(price[index])] ?? 0;
  return sum;
}

/** The verifier digit of a price of 4 or 5 digits; undefined for other lengths. Vectors: 2875 gives 9, 14685 gives 6. */
export function priceVerifier(price: string): number | undefined {
  if (/^\d{4}$/.test(price)) {
    const weights = [WEIGHT_2_MINUS, WEIGHT_2_MINUS, WEIGHT_3, WEIGHT_5_MINUS];
    return (weighed(price, weights) * 3) % 10;
  }
  if (/^\d{5}$/.test(price)) {
    const weights = [WEIGHT_5_PLUS, WEIGHT_2_MINUS, WEIGHT_5_MINUS, WEIGHT_5_PLUS, WEIGHT_2_MINUS];
    const rest = (10 - (weighed(price, weights) % 10)) % 10;
    return WEIGHT_5_MINUS.indexOf(rest);
  }
  return undefined;
}

export type MeasureReading =
  | { readonly kind: 'measured'; readonly measured: Measured }
  | { readonly kind: 'no-mask' }
  | { readonly kind: 'wrong'; readonly reason: string };

/**
 * Reads a code of restricted circulation by the first of the venue's masks that fits. The code's own check digit is right
 * already. Source: docs/facts/barcodes.md#restricted-circulation, docs/facts/barcodes.md#price-verifier.
 */
export function readMeasured(digits: string, masks: BarcodeRules['measured']): MeasureReading {
  for (const [prefix, mask] of Object.entries(masks)) {
    const head = digits.slice(0, Math.max(0, digits.length - mask.length));
    if (head.length === 0 || !new RegExp(`^(?:${prefix})$`, 'u').test(head)) continue;
    return readByMask(digits.slice(head.length), mask);
  }
  return { kind: 'no-mask' };
}

function readByMask(body: string, mask: string): MeasureReading {
  const part = (letter: string): string =>
    Array.from(body)
      .filter((_, index) => mask[index] === letter)
      .join('');
  const price = part('P');
  const verifier = part('V');
  if (verifier !== '' && Number(verifier) !== priceVerifier(price)) {
    return { kind: 'wrong', reason: 'the price verifier digit is wrong' };
  }
  const weight = part('W');
  return {
    kind: 'measured',
    measured: {
      item: part('I'),
      ...(price === '' ? {} : { priceMinor: Number(price) }),
      ...(weight === '' ? {} : { weightGrams: Number(weight) }),
    },
  };
}
