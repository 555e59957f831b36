import type { Fault } from '../../contracts/fault.ts';
import type { Sealed } from '../../mqtt/sealed.ts';
import {
  type Catalogue,
  cataloguePages,
  createCatalogue,
  type LearntPrice,
} from '../catalogue/catalogue.ts';
import type { Rules } from '../matching/rules.ts';
import type { Notices } from '../../service/notices.ts';
import { readProducts } from '../catalogue/products-file.ts';
import {
  namedProducts,
  readPromotions,
  type WatchedFile,
  watchFile,
} from '../catalogue/reference-files.ts';
import type { Speaker } from '../matching/outgoing.ts';

/** Learnt prices travel to the boxes this long after the first one, all together: a page of the catalogue is a large message. */
const PAGES_AFTER_MS = 60_000;

export interface ReferenceFile {
  readonly id: string;
  readonly path: string;
  /** Why the file as it now stands is not in force. */
  readonly fault: Fault | undefined;
  readonly entries: number;
}

/** The promotions and products in force: from their files, with the prices that tills have taught. */
export interface Reference {
  readonly catalogue: Catalogue;
  /** The two files as `/health` shows them. */
  files(): readonly ReferenceFile[];
  rules(settings: Rules['settings']): Rules;
  /** Everything for the boxes, as retained messages. */
  messages(speaker: Speaker): readonly Sealed[];
  /** Looks at the files. */
  poll(): Promise<{ readonly promotions: boolean; readonly products: boolean }>;
  learnt(prices: readonly LearntPrice[], nowMs: number): void;
  /** Whether learnt prices should now go to the boxes; true once. */
  arePagesDue(nowMs: number): boolean;
}

/** @throws Fault `bad-configuration` where a file cannot be used */
export async function openReference(
  paths: { readonly promotions: string; readonly products: string },
  learntPrices: () => readonly LearntPrice[],
  notices: Notices,
): Promise<Reference> {
  const promotions = await watchFile(paths.promotions, readPromotions);
  const products = await watchFile(paths.products, readProducts);
  let catalogue = createCatalogue(products.current, learntPrices());
  let pagesDueAtMs = Number.POSITIVE_INFINITY;
  const tellAmbiguous = (): void => {
    if (catalogue.ambiguousNames.length === 0) return;
    notices.add(
      'ambiguous-till-names',
      `several products have these till names, so such till lines stay unknown: ${catalogue.ambiguousNames.slice(0, 10).join(', ')}`,
    );
  };
  tellAmbiguous();

  const hasChanged = async <T>(file: WatchedFile<T>, what: string): Promise<boolean> => {
    const before = file.fault;
    const isNew = await file.poll();
    if (file.fault !== undefined && file.fault !== before) {
      notices.add(
        'bad-configuration',
        `${what}: the old file stays in force. ${file.fault.message}`,
      );
    }
    return isNew;
  };

  return {
    get catalogue() {
      return catalogue;
    },
    files: () => [
      {
        ...fileFacts('promotions', promotions),
        entries: promotions.current.file.promotions.length,
      },
      { ...fileFacts('products', products), entries: products.current.length },
    ],
    rules: (settings) => ({
      settings,
      file: promotions.current.file,
      known: namedProducts(promotions.current.file, products.current),
    }),
    messages: (speaker) => [
      speaker.seal('promotions', {}, promotions.current),
      ...cataloguePages(catalogue.products).map((page) =>
        speaker.seal('products', { page: String(page.page) }, page),
      ),
    ],
    async poll() {
      const changed = {
        promotions: await hasChanged(promotions, 'promotions'),
        products: await hasChanged(products, 'products'),
      };
      if (changed.products) {
        catalogue = createCatalogue(products.current, learntPrices());
        tellAmbiguous();
      }
      return changed;
    },
    learnt(prices, nowMs) {
      for (const price of prices) catalogue.learn(price);
      if (prices.length > 0) pagesDueAtMs = Math.min(pagesDueAtMs, nowMs + PAGES_AFTER_MS);
    },
    arePagesDue(nowMs) {
      if (nowMs < pagesDueAtMs) return false;
      pagesDueAtMs = Number.POSITIVE_INFINITY;
      return true;
    },
  };
}

function fileFacts(id: string, file: WatchedFile<unknown>): Omit<ReferenceFile, 'entries'> {
  return { id, path: file.path, fault: file.fault };
}
