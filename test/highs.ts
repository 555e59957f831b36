import type { Highs } from 'highs';

/** The solver that tests and benchmarks compare with. The package's types describe its CommonJS form; what an import gives is the
 *  loader itself. */
export async function loadHighs(): Promise<Highs> {
  const imported: { readonly default: unknown } = await import('highs');
  const loader = imported.default;
  if (typeof loader !== 'function') throw new Error('highs exports no loader');
  const highs: Highs = await loader();
  return highs;
}
