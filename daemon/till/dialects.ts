import { resolve } from 'node:path';
import { readFileSync } from 'node:fs';
import { Fault } from '../../contracts/fault.ts';
import { loadDialect, shippedDialect } from '../../hardware/till/dialect.ts';
import type { Dialect } from '../../hardware/till/dialect/compiled-dialect.ts';

/**
 * A till's dialect by its shipped id, or from a file where the name ends in `.json`, relative to the configuration.
 * @throws Fault `unknown-dialect` or `bad-dialect`
 */
export function findDialect(name: string, configDir: string): Dialect {
  if (!name.endsWith('.json')) return shippedDialect(name);
  const path = resolve(configDir, name);
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Fault(
      'bad-dialect',
      `the dialect file ${path} cannot be read as JSON: check the path and its text`,
      {
        cause,
      },
    );
  }
  return loadDialect(json);
}
