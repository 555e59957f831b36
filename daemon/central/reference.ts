import type { Product } from '../../contracts/product.ts';
import type { PromotionsFile } from '../../contracts/promotions-file.ts';
import { ProductsPage, PromotionsInForce } from '../../contracts/reference.ts';
import { compilePromotions, knownProducts } from '../../promotions/compile/compile.ts';
import { openScratch, type Scratch } from '../../promotions/receipt/scratch.ts';
import type { Database } from '../../store/database.ts';
import type { GroupCommit } from '../../store/group-commit.ts';
import { type Catalogue, indexProducts } from './catalogue.ts';
import type { PromotionSet } from '../../promotions/model/compiled.ts';

/** Versions of the products whose pages are being collected; older ones are left alone. */
const COLLECTING_LIMIT = 2;

/** What is in force in the venue, as last heard from central. */
export interface InForce {
  readonly promotions:
    | {
        readonly version: string;
        readonly file: PromotionsFile;
        readonly set: PromotionSet;
        readonly scratch: Scratch;
      }
    | undefined;
  readonly catalogue: Catalogue;
  readonly productsVersion: string | undefined;
}

/** The kept copy of promotions and products: it works while central and the broker are away. */
export interface Reference {
  readonly inForce: InForce;
  takePromotions(message: PromotionsInForce): Promise<void>;
  /** Pages come in any order and count when all of one version are there. */
  takeProductsPage(page: ProductsPage): Promise<void>;
}

interface Row {
  readonly name: string;
  readonly version: string;
  readonly content: string;
}

/** Opens the kept copy. @param onChange called when something new is in force and on disk */
export function openReference(db: Database, commit: GroupCommit, onChange: () => void): Reference {
  const put = db.prepare(
    'INSERT INTO reference (name, version, content) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET version = excluded.version, content = excluded.content',
  );
  const dropPages = db.prepare("DELETE FROM reference WHERE name LIKE 'products/%'");
  const collecting = new Map<string, Map<number, ProductsPage>>();
  let inForce = loadKept(db.prepare<[], Row>('SELECT name, version, content FROM reference').all());

  return {
    get inForce() {
      return inForce;
    },
    async takePromotions(message) {
      if (message.version === inForce.promotions?.version) return;
      await commit.write(() => put.run('promotions', message.version, JSON.stringify(message)));
      inForce = { ...inForce, promotions: compiled(message, inForce.catalogue) };
      onChange();
    },
    async takeProductsPage(page) {
      if (page.version === inForce.productsVersion || page.page >= page.pages) return;
      const pages = collecting.get(page.version) ?? new Map<number, ProductsPage>();
      pages.set(page.page, page);
      collecting.delete(page.version);
      collecting.set(page.version, pages);
      for (const version of [...collecting.keys()].slice(0, -COLLECTING_LIMIT))
        collecting.delete(version);
      if (pages.size < page.pages) return;
      collecting.delete(page.version);
      const whole = [...pages.values()].toSorted((a, b) => a.page - b.page);
      await commit.write(() => {
        dropPages.run();
        for (const one of whole) put.run(`products/${one.page}`, one.version, JSON.stringify(one));
      });
      inForce = withProducts(
        inForce,
        page.version,
        whole.flatMap((one) => one.products),
      );
      onChange();
    },
  };
}

function loadKept(rows: readonly Row[]): InForce {
  const pages = rows.flatMap((row) => {
    const parsed = row.name.startsWith('products/')
      ? ProductsPage.safeParse(JSON.parse(row.content))
      : undefined;
    return parsed?.success === true ? [parsed.data] : [];
  });
  const first = pages[0];
  const empty: InForce = {
    promotions: undefined,
    catalogue: indexProducts([]),
    productsVersion: undefined,
  };
  const known =
    first === undefined || pages.length !== first.pages
      ? empty
      : withProducts(
          empty,
          first.version,
          pages.toSorted((a, b) => a.page - b.page).flatMap((page) => page.products),
        );
  const kept = rows.find((row) => row.name === 'promotions');
  // What an older version of us kept and this one cannot read is simply asked for again: it is retained at the broker.
  const promotions =
    kept === undefined ? undefined : PromotionsInForce.safeParse(JSON.parse(kept.content));
  if (promotions?.success !== true) return known;
  return { ...known, promotions: compiled(promotions.data, known.catalogue) };
}

function withProducts(inForce: InForce, version: string, products: readonly Product[]): InForce {
  const catalogue = indexProducts(products);
  const { promotions } = inForce;
  return {
    promotions: promotions === undefined ? undefined : compiled(promotions, catalogue),
    catalogue,
    productsVersion: version,
  };
}

function compiled(
  { version, file }: PromotionsInForce,
  catalogue: Catalogue,
): NonNullable<InForce['promotions']> {
  const set = compilePromotions(file, knownProducts(catalogue.products));
  return { version, file, set, scratch: openScratch(set) };
}
