import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { MESSAGE_LIMIT_BYTES } from '../../contracts/envelope.ts';
import { Fault } from '../../contracts/fault.ts';
import type { Product } from '../../contracts/product.ts';
import { PromotionsFile } from '../../contracts/promotions-file.ts';
import type { Scope } from '../../contracts/promotion-scope.ts';
import type { PromotionsInForce } from '../../contracts/reference.ts';
import { type KnownProduct, knownProducts } from '../../promotions/compile/compile.ts';
import { partScopes } from '../../promotions/kinds/kinds.ts';
import { productKey } from '../../promotions/model/scope.ts';
import { readStrictFile } from '../../store/configuration-file.ts';

/** Room for the envelope. */
const PROMOTIONS_BYTES = MESSAGE_LIMIT_BYTES - 1024;

/** A promotions file that fits one message. @throws Fault `bad-configuration` */
export async function readPromotions(path: string): Promise<PromotionsInForce> {
  const file = await readStrictFile(path, PromotionsFile);
  const text = JSON.stringify(file);
  const bytes = Buffer.byteLength(text);
  if (bytes > PROMOTIONS_BYTES) {
    throw new Fault(
      'bad-configuration',
      `${path}: ${file.promotions.length} promotions are ${bytes} bytes as a message, at most ${PROMOTIONS_BYTES} travel: take out those that have ended`,
    );
  }
  return { version: createHash('sha256').update(text).digest('hex').slice(0, 16), file };
}

/**
 * What the matcher must know of the catalogue: the categories of the products that the promotions name, so that two promotions that
 * can meet in one product are seen to belong together.
 */
export function namedProducts(
  file: PromotionsFile,
  products: Iterable<Product>,
): readonly KnownProduct[] {
  const named = new Set<string>();
  const addNames = (scope: Scope): void => {
    for (const gtin of scope.include?.gtins ?? []) named.add(productKey(gtin));
  };
  for (const promotion of file.promotions)
    for (const scope of partScopes(promotion)) addNames(scope);
  return knownProducts(products).filter((product) => named.has(productKey(product.gtin)));
}

/** A file that people edit while we run. */
export interface WatchedFile<T> {
  readonly path: string;
  readonly current: T;
  /** Why the file as it now stands is not in force. */
  readonly fault: Fault | undefined;
  /** Looks whether the file changed; true where something new is in force. A broken file leaves the old in force. */
  poll(): Promise<boolean>;
}

/** Reads a file now and again whenever it has changed. @throws Fault where it cannot be used at the start */
export async function watchFile<T>(
  path: string,
  read: (path: string) => Promise<T>,
): Promise<WatchedFile<T>> {
  let stamp = await stampOf(path);
  let current = await read(path);
  let fault: Fault | undefined;
  return {
    path,
    get current() {
      return current;
    },
    get fault() {
      return fault;
    },
    async poll() {
      const seen = await stampOf(path);
      if (seen === stamp) return false;
      stamp = seen;
      try {
        current = await read(path);
        fault = undefined;
        return true;
      } catch (cause) {
        if (!(cause instanceof Fault)) throw cause;
        fault = cause;
        return false;
      }
    },
  };
}

/** Editors replace a file or write it in place: its number, size and time together tell either. */
async function stampOf(path: string): Promise<string> {
  try {
    const { ino, size, mtimeMs } = await stat(path);
    return `${ino} ${size} ${mtimeMs}`;
  } catch {
    return 'absent';
  }
}
