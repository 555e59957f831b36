import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seededRandom } from '../../contracts/seeded-random.ts';
import { type Cashier, cashier } from './cashier.ts';
import type { ShopDay } from './day.ts';
import { openKioskPage } from './kiosk-page.ts';
import { pageSvg } from './page-picture.ts';
import { printerOnWire } from './printer-net.ts';
import type { VirtualPrinter } from './printer.ts';
import {
  FEED_TILL,
  freePort,
  PAPERS,
  shopConfiguration,
  type ShopPorts,
  TAP_TILL,
  TERMINALS,
  type VirtualTillId,
  writeShopFiles,
} from './shop-files.ts';
import { healthy, type ShopProcess, startShopProcess } from './shop-process.ts';
import type { Desk } from './shopper.ts';
import { bestWireKind, openWire, type Wire, type WireKind } from './wire.ts';

export interface WorldOptions {
  /** Everything of this shop stands below it: configuration, state, cables, logs, slips. */
  readonly folder: string;
  readonly day: ShopDay;
  /** `embedded` = central runs the broker; else the URL of one that exists. */
  readonly broker?: string;
  readonly wireKind?: WireKind;
  /** Decides how long hands take at the tills. */
  readonly seed?: number;
  /** What becomes of each cable, for example a loose contact. */
  readonly cable?: (wire: Wire) => Wire;
}

/** A kiosk with the printer below its screen. */
export interface PrintingDesk extends Desk {
  readonly printer: VirtualPrinter;
}

/** A whole shop on this machine, running: real processes at one end of every cable, virtual devices at the other. */
export interface World {
  readonly folder: string;
  readonly slipsFolder: string;
  readonly configPath: string;
  readonly ports: ShopPorts;
  readonly day: ShopDay;
  readonly desks: readonly [PrintingDesk, PrintingDesk];
  /** The first till is tapped at its printer and has a scanner of ours, the second sends JSON lines and takes codes itself. */
  readonly cashiers: Readonly<Record<VirtualTillId, Cashier>>;
  readonly central: () => ShopProcess;
  readonly daemon: () => ShopProcess;
  /** Starts a process anew after it was killed; resolves when it answers. */
  readonly restart: (which: 'central' | 'daemon') => Promise<void>;
  /** Pulls the cable of a device, by its name, for good. */
  readonly pullCable: (name: string) => Promise<void>;
  /** Resolves when every slip that came out stands in `slipsFolder`. */
  readonly slipsFiled: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Lays the cables, writes the configuration, and starts central and the box as an installer would. */
export async function openWorld(options: WorldOptions): Promise<World> {
  const { folder, day } = options;
  const random = seededRandom(options.seed ?? 1);
  const slipsFolder = join(folder, 'slips');
  const cables = join(folder, 'cables');
  await mkdir(slipsFolder, { recursive: true });
  await mkdir(cables, { recursive: true });

  const wires = new Map<string, Wire>();
  const lay = async (name: string): Promise<Wire> => {
    const wire = await openWire(options.wireKind ?? bestWireKind(), join(cables, name));
    wires.set(name, wire);
    return options.cable?.(wire) ?? wire;
  };
  const closeWires = async (): Promise<void> => {
    await Promise.all([...wires.values()].map((wire) => wire.close()));
    wires.clear();
  };
  const running = new Map<'central' | 'daemon', ShopProcess>();
  const stopProcesses = async (): Promise<void> => {
    await running.get('daemon')?.stop();
    await running.get('central')?.stop();
  };

  try {
    const [tapTill, feedTill, tillScanner, scanner1, scanner2, paper1, paper2] = await Promise.all([
      lay('till-1'),
      lay('till-2'),
      lay('scanner-till-1'),
      lay('scanner-1'),
      lay('scanner-2'),
      lay('printer-1'),
      lay('printer-2'),
    ]);
    const ports = { central: await freePort(), daemon: await freePort() };
    const broker =
      options.broker === undefined || options.broker === 'embedded'
        ? `embedded://127.0.0.1:${await freePort()}`
        : options.broker;
    const configuration = shopConfiguration(
      day,
      {
        tapTill: tapTill.address,
        feedTill: feedTill.address,
        tillScanner: tillScanner.address,
        kioskScanners: [scanner1.address, scanner2.address],
        printers: [paper1.address, paper2.address],
      },
      ports,
      broker,
    );
    const configPath = await writeShopFiles(folder, configuration, day);

    const start = async (which: 'central' | 'daemon'): Promise<void> => {
      const started = startShopProcess(
        which,
        ['--config', configPath],
        join(folder, `${which}.log`),
      );
      running.set(which, started);
      await healthy(started, ports[which]);
    };
    await start('central');
    await start('daemon');

    const printers = [
      slipPrinter(0, paper1, slipsFolder),
      slipPrinter(1, paper2, slipsFolder),
    ] as const;
    const desk = (index: 0 | 1, scanner: Wire): PrintingDesk => ({
      page: openKioskPage({
        port: ports.daemon,
        terminal: TERMINALS[index],
        stateDir: join(folder, 'box-1'),
      }),
      scanner,
      printer: printers[index].printer,
    });
    const desks = [desk(0, scanner1), desk(1, scanner2)] as const;
    const slipsFiled = async (): Promise<void> => {
      await Promise.all(printers.map(({ filed }) => filed()));
    };
    const processOf = (which: 'central' | 'daemon'): ShopProcess => {
      const found = running.get(which);
      if (found === undefined) throw new Error(`${which} was never started`);
      return found;
    };
    return {
      folder,
      slipsFolder,
      configPath,
      ports,
      day,
      desks: [...desks],
      cashiers: {
        [TAP_TILL]: cashier({
          day,
          wire: tapTill,
          style: { kind: 'escpos', language: 'en' },
          scanner: tillScanner,
          random,
        }),
        [FEED_TILL]: cashier({ day, wire: feedTill, style: { kind: 'json-lines' }, random }),
      },
      central: () => processOf('central'),
      daemon: () => processOf('daemon'),
      restart: start,
      slipsFiled,
      pullCable: async (name) => {
        await wires.get(name)?.close();
        wires.delete(name);
      },
      stop: async () => {
        for (const { page } of desks) page.close();
        await stopProcesses();
        await closeWires();
        await slipsFiled();
      },
    };
  } catch (cause) {
    await stopProcesses();
    await closeWires();
    throw cause;
  }
}

/** A printer that keeps what it got: the bytes up to each cut, its dots, its text, and the paper as people see it. */
function slipPrinter(
  index: 0 | 1,
  paper: Wire,
  folder: string,
): { readonly printer: VirtualPrinter; readonly filed: () => Promise<void> } {
  let pages = 0;
  let from = 0;
  const writes: Promise<void>[] = [];
  const printer = printerOnWire(paper, {
    paper: PAPERS[index],
    onPage: (page) => {
      pages += 1;
      const name = join(folder, `${TERMINALS[index]}-slip-${pages}`);
      const bytes = Uint8Array.from(printer.received.slice(from));
      from = printer.received.length;
      writes.push(
        writeFile(`${name}.bin`, bytes),
        writeFile(`${name}.png`, page.bitmap.toPng()),
        writeFile(`${name}.svg`, pageSvg(page, PAPERS[index] === 58 ? 384 : 576)),
        writeFile(`${name}.txt`, `${page.lines.join('\n')}\n`),
      );
    },
  });
  return {
    printer,
    filed: async () => {
      await Promise.all(writes.splice(0));
    },
  };
}
