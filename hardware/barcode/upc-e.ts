/**
 * The UPC-A of a UPC-E of 8 digits (number system, six digits, check digit); undefined where it is none.
 * Source: GS1 General Specifications, zero suppression; docs/facts/barcodes.md#upc-e (04252614 gives 042100005264).
 */
export function expandUpcE(digits: string): string | undefined {
  const match = /^([01])(\d)(\d)(\d)(\d)(\d)(\d)(\d)$/.exec(digits);
  if (match === null) return undefined;
  const [, system = '', d1 = '', d2 = '', d3 = '', d4 = '', d5 = '', d6 = '', check = ''] = match;
  switch (d6) {
    case '0':
    case '1':
    case '2':
      return `${system}${d1}${d2}${d6}0000${d3}${d4}${d5}${check}`;
    case '3':
      return `${system}${d1}${d2}${d3}00000${d4}${d5}${check}`;
    case '4':
      return `${system}${d1}${d2}${d3}${d4}00000${d5}${check}`;
    default:
      return `${system}${d1}${d2}${d3}${d4}${d5}0000${d6}${check}`;
  }
}
