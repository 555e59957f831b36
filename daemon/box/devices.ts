import type { DaemonConfiguration, LinkAddress } from '../../contracts/configuration.ts';
import type { DeviceHealth } from '../../contracts/device-health.ts';
import type { TerminalId, TillId } from '../../contracts/ids.ts';
import type { PairingCode } from '../../contracts/code.ts';
import type { Scan } from '../../contracts/scan.ts';
import type { SettingsFile } from '../../store/settings-file.ts';
import {
  type BindingChange,
  bindingKey,
  type Bindings,
  type BoundRole,
  configuredLink,
  readAddress,
} from './bindings.ts';
import type { Notices } from '../../service/notices.ts';
import { openPrinterDevice, type PrinterDevice } from '../paper/printers.ts';
import { type BarcodeReader, openScannerDevice, type ScannerDevice } from '../scan/scanners.ts';
import { openTill, type Till, type TillOptions } from '../till/tills.ts';

export interface DevicesOptions {
  readonly daemon: DaemonConfiguration;
  readonly bindings: SettingsFile<Bindings>;
  readonly till: TillOptions;
  readonly readBarcode: BarcodeReader;
  readonly notices: Notices;
  readonly now: () => number;
}

/** Who is told what people do at the devices. */
export interface DeviceListener {
  onKioskScan(terminal: TerminalId, scan: Scan, atMs: number): void;
  onTillCode(till: TillId, code: PairingCode, atMs: number): void;
  onPrinterChange(): void;
}

export type Rebound =
  | { readonly kind: 'rebound' }
  | { readonly kind: 'refused'; readonly problem: string };

/** Every device on a cable of this box, each at the port that a person chose last. */
export class Devices {
  readonly #options: DevicesOptions;
  readonly #tills = new Map<string, Till>();
  readonly #scanners = new Map<string, ScannerDevice>();
  readonly #printers = new Map<string, PrinterDevice>();
  readonly #printerOfTerminal: ReadonlyMap<string, string | undefined>;
  #listener: DeviceListener | undefined;

  constructor(options: DevicesOptions) {
    this.#options = options;
    this.#printerOfTerminal = new Map(
      options.daemon.terminals.map((terminal) => [terminal.id, terminal.printer]),
    );
  }

  /** Opens them all; what is not there is tried for ever. */
  open(listener: DeviceListener): void {
    this.#listener = listener;
    const { printers, tills, scanners } = this.#options.daemon;
    for (const printer of printers) this.#open('printer', printer.id);
    for (const till of tills) this.#open('till', till.id);
    for (const scanner of scanners) this.#open('scanner', scanner.id);
  }

  printerAt(terminal: string): PrinterDevice | undefined {
    return this.#printers.get(this.#printerOfTerminal.get(terminal) ?? '');
  }

  printer(id: string): PrinterDevice | undefined {
    return this.#printers.get(id);
  }

  isScannerAway(terminal: string): boolean {
    return [...this.#scanners.values()].some(
      (scanner) =>
        'terminal' in scanner.at && scanner.at.terminal === terminal && !scanner.health().ok,
    );
  }

  /** Puts a device on another port, at once and for every later start. */
  async rebind({ role, id, where }: BindingChange): Promise<Rebound> {
    const { daemon, bindings } = this.#options;
    const configured = configuredLink(daemon, role, id);
    if (configured === undefined)
      return { kind: 'refused', problem: `there is no ${role} ${id} in shop.json` };
    const address = where === '' ? undefined : readAddress(where, configured);
    if (address?.kind === 'unreadable') return { kind: 'refused', problem: address.problem };
    const key = bindingKey(role, id);
    await bindings.update(({ links }) => {
      const others = Object.fromEntries(Object.entries(links).filter(([name]) => name !== key));
      return { links: address === undefined ? others : { ...others, [key]: address.link } };
    });
    await this.#devices(role).get(id)?.close();
    this.#open(role, id);
    return { kind: 'rebound' };
  }

  health(): readonly DeviceHealth[] {
    return [
      ...[...this.#tills.values()].map((till) => till.health()),
      ...[...this.#scanners.values()].map((scanner) => scanner.health()),
      ...[...this.#printers.values()].map((printer) => printer.health()),
    ];
  }

  async close(): Promise<void> {
    for (const role of ['scanner', 'till', 'printer'] as const) {
      for (const device of this.#devices(role).values()) await device.close();
    }
  }

  #devices(role: BoundRole): ReadonlyMap<string, { close(): Promise<void> }> {
    switch (role) {
      case 'till':
        return this.#tills;
      case 'scanner':
        return this.#scanners;
      case 'printer':
        return this.#printers;
    }
  }

  #open(role: BoundRole, id: string): void {
    const listener = this.#listener;
    if (listener === undefined) return;
    const { daemon } = this.#options;
    const isMeant = (device: { readonly id: string }): boolean => device.id === id;
    switch (role) {
      case 'till':
        return this.#openTill(daemon.tills.find(isMeant));
      case 'scanner':
        return this.#openScanner(daemon.scanners.find(isMeant), listener);
      case 'printer':
        return this.#openPrinter(daemon.printers.find(isMeant), listener);
    }
  }

  #openTill(till: DaemonConfiguration['tills'][number] | undefined): void {
    if (till === undefined) return;
    const link = this.#linkOf('till', till);
    this.#tills.set(till.id, openTill({ ...till, link }, this.#options.till));
  }

  #openScanner(
    scanner: DaemonConfiguration['scanners'][number] | undefined,
    listener: DeviceListener,
  ): void {
    if (scanner === undefined) return;
    const { daemon, readBarcode, notices, now } = this.#options;
    const { at } = scanner;
    const device = openScannerDevice(
      { ...scanner, link: this.#linkOf('scanner', scanner) },
      {
        read: readBarcode,
        duplicateMs: daemon.barcodes.duplicateMs,
        notices,
        now,
        onScan(scan, atMs) {
          if ('terminal' in at) listener.onKioskScan(at.terminal, scan, atMs);
          else if (scan.kind === 'code') listener.onTillCode(at.till, scan.code, atMs);
        },
      },
    );
    this.#scanners.set(scanner.id, device);
  }

  #openPrinter(
    printer: DaemonConfiguration['printers'][number] | undefined,
    listener: DeviceListener,
  ): void {
    if (printer === undefined) return;
    const { notices, now } = this.#options;
    const device = openPrinterDevice(
      { ...printer, link: this.#linkOf('printer', printer) },
      { notices, now, onChange: () => listener.onPrinterChange() },
    );
    this.#printers.set(printer.id, device);
  }

  #linkOf(
    role: BoundRole,
    device: { readonly id: string; readonly link: LinkAddress },
  ): LinkAddress {
    return this.#options.bindings.current.links[bindingKey(role, device.id)] ?? device.link;
  }
}
