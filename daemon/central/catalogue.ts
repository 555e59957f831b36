import { Gtin } from '../../contracts/gtin.ts';
import type { Product } from '../../contracts/product.ts';

const SEARCH_LIMIT = 12;

/** The products that this box knows, for scanning, for till lines and for a search on the screen. */
export interface Catalogue {
  readonly products: readonly Product[];
  byGtin(gtin: string): Product | undefined;
  byCode(code: string): Product | undefined;
  /** A till line's product: by GTIN, else by code, else by the name that the till prints. Source: docs/rules.md#product. */
  ofTillLine(line: {
    readonly name: string;
    readonly code: string | undefined;
  }): Product | undefined;
  /** Products whose title, code or till name holds every word of the text; those that begin with it come first. */
  search(text: string): readonly Product[];
}

export function indexProducts(products: readonly Product[]): Catalogue {
  const gtins = new Map<string, Product>();
  const codes = new Map<string, Product>();
  const names = new Map<string, Product | undefined>();
  const haystacks: { readonly product: Product; readonly text: string }[] = [];
  for (const product of products) {
    codes.set(product.code, product);
    for (const gtin of product.gtins) gtins.set(gtin, product);
    for (const name of product.tillNames) {
      const key = nameKey(name);
      // A name that two products claim says nothing: such a line stays unknown.
      names.set(key, names.has(key) && names.get(key) !== product ? undefined : product);
    }
    const words = [
      ...Object.values(product.title),
      product.code,
      ...product.gtins,
      ...product.tillNames,
    ];
    haystacks.push({ product, text: words.map(nameKey).join('\n') });
  }
  const byGtin = (text: string): Product | undefined => {
    const gtin = Gtin.safeParse(text);
    return gtin.success ? gtins.get(gtin.data) : undefined;
  };
  return {
    products,
    byGtin,
    byCode: (code) => codes.get(code),
    ofTillLine({ name, code }) {
      const coded = code === undefined ? undefined : (byGtin(code) ?? codes.get(code));
      return coded ?? names.get(nameKey(name));
    },
    search(text) {
      const words = nameKey(text)
        .split(' ')
        .filter((word) => word !== '');
      if (words.length === 0) return [];
      const found = haystacks.filter((one) => words.every((word) => one.text.includes(word)));
      const first = words[0] ?? '';
      const rank = (one: { readonly text: string }): number =>
        one.text.split('\n').some((line) => line.startsWith(first)) ? 0 : 1;
      return found
        .toSorted((a, b) => rank(a) - rank(b))
        .slice(0, SEARCH_LIMIT)
        .map((one) => one.product);
    },
  };
}

/** Names as tills print them differ in case, width and spaces. */
function nameKey(name: string): string {
  return name.normalize('NFKC').toUpperCase().replaceAll(/\s+/g, ' ').trim();
}
