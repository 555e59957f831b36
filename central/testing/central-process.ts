import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ShopConfiguration } from '../../contracts/configuration.ts';
import { startCentral } from '../venue/start.ts';

/** Runs central as a process of its own, for tests that kill it: the argument is a configuration as JSON. */
const path = process.argv[2] ?? '';
const say = (fields: object, text: string): void =>
  void process.stderr.write(`${text} ${JSON.stringify(fields)}\n`);
const central = await startCentral({
  configuration: ShopConfiguration.parse(JSON.parse(readFileSync(path, 'utf8'))),
  configDir: dirname(path),
  version: 'test',
  log: { debug: () => {}, info: () => {}, warn: () => {}, error: say },
});
process.stdout.write(`${JSON.stringify({ brokerPort: central.brokerPort })}\n`);
process.once('SIGTERM', () => void central.stop());
