import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { draw } from '../../contracts/testing/draw.ts';
import { ShopConfiguration } from '../../contracts/configuration.ts';
import type { Log } from '../../service/log.ts';
import { type CentralOptions, type RunningCentral, startCentral } from '../venue/start.ts';

/** A venue in a temporary folder: spend 200, 50 off, on food; drinks are in no promotion. */
export interface TestVenue {
  readonly dir: string;
  readonly configuration: ShopConfiguration;
  readonly logged: string[];
  start(options?: Partial<CentralOptions>): Promise<RunningCentral>;
  writePromotions(text: string): void;
  writeProducts(text: string): void;
  remove(): void;
}

export const PROMOTIONS = {
  currency: 'CNY',
  timeZone: 'Asia/Shanghai',
  promotions: [
    {
      id: 'autumn',
      title: { en: 'Spend 200, 50 off' },
      kind: 'spend',
      tiers: [{ spendMinor: 20_000, reward: { offMinor: 5000 } }],
      scope: { include: { categories: ['food'] } },
    },
  ],
};

export const PRODUCTS = {
  products: [
    {
      code: 'RICE',
      gtins: ['4006381333931'],
      tillNames: ['RICE 5KG'],
      title: { en: 'Rice' },
      category: 'food',
      unitPriceMinor: 12_000,
    },
    {
      code: 'OIL',
      gtins: ['96385074'],
      tillNames: ['OIL 1L'],
      title: { en: 'Oil' },
      category: 'food',
      unitPriceMinor: 9000,
    },
    {
      code: 'COLA',
      tillNames: ['COLA 330ML'],
      title: { en: 'Cola' },
      category: 'drinks',
      unitPriceMinor: 300,
    },
    {
      code: 'PILLS',
      tillNames: ['PILLS'],
      title: { en: 'Pills' },
      category: 'health',
      unitPriceMinor: 2500,
      sensitive: true,
    },
  ],
};

export function testVenue(
  overrides: { readonly broker?: object; readonly central?: object } = {},
): TestVenue {
  const dir = mkdtempSync(join(tmpdir(), 'pindan-central-'));
  const write = (name: string, text: string): void => writeFileSync(join(dir, name), text);
  write('promotions.json', JSON.stringify(PROMOTIONS));
  write('products.json', JSON.stringify(PRODUCTS));
  const configuration = ShopConfiguration.parse({
    venue: {
      id: 'shop-1',
      name: { en: 'Corner shop' },
      currency: 'CNY',
      timeZone: 'Asia/Shanghai',
      meetingPoints: [{ id: 'desk', name: { en: 'Service desk' } }],
    },
    broker: overrides.broker ?? { url: 'embedded://127.0.0.1:0' },
    central: {
      http: { port: 0 },
      stateDir: 'state',
      promotions: 'promotions.json',
      products: 'products.json',
      ...overrides.central,
    },
  });
  const logged: string[] = [];
  const note = (fields: object, text: string): void =>
    void logged.push(`${text} ${JSON.stringify(fields)}`);
  const log: Log = { debug: () => {}, info: note, warn: note, error: note };
  return {
    dir,
    configuration,
    logged,
    start: (options = {}) =>
      startCentral({
        configuration,
        configDir: dir,
        version: 'test',
        log,
        random: draw,
        ...options,
      }),
    writePromotions: (text) => write('promotions.json', text),
    writeProducts: (text) => write('products.json', text),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** Waits until something holds, looking often; a test that waits in vain says for what. */
export async function until(
  what: string,
  holds: () => boolean,
  limitMs: number = 15_000,
): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!holds()) {
    if (performance.now() > endMs) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => void setTimeout(resolve, 5));
  }
}
