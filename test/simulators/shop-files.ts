import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { z } from 'zod';
import type { LinkAddress, ShopConfiguration } from '../../contracts/configuration.ts';
import type { ShopDay } from './day.ts';

type Configuration = z.input<typeof ShopConfiguration>;

/** Where each cable of the virtual shop ends, as the daemon opens it. */
export interface ShopLinks {
  readonly tapTill: LinkAddress;
  readonly feedTill: LinkAddress;
  readonly tillScanner: LinkAddress;
  readonly kioskScanners: readonly LinkAddress[];
  readonly printers: readonly LinkAddress[];
}

export interface ShopPorts {
  readonly central: number;
  readonly daemon: number;
}

export const TAP_TILL = 'till-1';
export const FEED_TILL = 'till-2';
export type VirtualTillId = typeof TAP_TILL | typeof FEED_TILL;
export const TERMINALS = ['kiosk-1', 'kiosk-2'] as const;
/** 58 mm paper at the first kiosk, 80 mm at the second. */
export const PAPERS = [58, 80] as const;

/** A port of loopback that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<void>((resolve) => void server.close(() => resolve()));
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}

/** The configuration of the virtual shop: two kiosks with a scanner and a printer each, a till that is tapped at its printer and
 *  has a scanner of ours, and a till that sends JSON lines. */
export function shopConfiguration(
  day: ShopDay,
  links: ShopLinks,
  ports: ShopPorts,
  brokerUrl: string,
): Configuration {
  return {
    venue: {
      id: 'virtual',
      name: { en: 'Virtual Mart', 'zh-Hans': '虚拟超市', 'zh-Hant': '虛擬超市' },
      currency: day.promotions.currency ?? 'CNY',
      minorDigits: day.promotions.minorDigits ?? 2,
      timeZone: day.promotions.timeZone,
      language: 'zh-Hans',
      codePrefix: '29',
      meetingPoints: [
        { id: 'service', name: { en: 'Service desk', 'zh-Hans': '服务台', 'zh-Hant': '服務台' } },
        {
          id: 'bakery',
          name: { en: 'Bakery counter', 'zh-Hans': '面包柜台', 'zh-Hant': '麵包櫃檯' },
        },
      ],
    },
    broker: { url: brokerUrl },
    central: {
      http: { port: ports.central },
      stateDir: 'central',
      promotions: 'promotions.json',
      products: 'products.json',
    },
    daemon: {
      id: 'box-1',
      http: { port: ports.daemon },
      stateDir: 'box-1',
      tills: [
        {
          id: TAP_TILL,
          link: links.tapTill,
          dialect: 'escpos-receipt',
          redemption: 'our-scanner',
        },
        { id: FEED_TILL, link: links.feedTill, dialect: 'json-lines', redemption: 'in-feed' },
      ],
      scanners: [
        { id: 'scanner-till-1', link: links.tillScanner, at: { till: TAP_TILL } },
        ...links.kioskScanners.map((link, index) => ({
          id: `scanner-${index + 1}`,
          link,
          at: { terminal: TERMINALS[index] ?? TERMINALS[0] },
        })),
      ],
      printers: links.printers.map((link, index) => ({
        id: `printer-${index + 1}`,
        link,
        profile: { paper: PAPERS[index] ?? 80 },
      })),
      terminals: TERMINALS.map((id, index) => ({ id, printer: `printer-${index + 1}` })),
    },
  };
}

/** Writes shop.json and the two files that it names into a folder. @returns the path of shop.json */
export async function writeShopFiles(
  folder: string,
  configuration: Configuration,
  day: ShopDay,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const write = async (name: string, content: unknown): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, `${JSON.stringify(content, null, 2)}\n`);
    return path;
  };
  await write('promotions.json', day.promotions);
  await write('products.json', { products: day.products });
  return write('shop.json', configuration);
}
