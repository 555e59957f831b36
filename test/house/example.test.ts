import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfiguration } from '../../store/configuration-file.ts';
import { ROOT } from './root.ts';

test('shop.example.jsonc is a configuration that a shop could start with', async () => {
  const shop = await readConfiguration(join(ROOT, 'shop.example.jsonc'));
  expect(shop.daemon?.tills.map((till) => till.redemption)).toEqual(['our-scanner', 'in-feed']);
  const terminals = shop.daemon?.terminals.map((terminal) => terminal.id);
  for (const scanner of shop.daemon?.scanners ?? []) {
    if ('terminal' in scanner.at) expect(terminals).toContain(scanner.at.terminal);
  }
});
