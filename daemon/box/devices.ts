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
import type { Notices } from '../operation/notices.ts';
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
  readonly onKioskScan: (terminal: TerminalId, scan: Scan, atMs: number) => void;
  readonly onTillCode: (till: TillId, code: PairingCode, atMs: number) => void;
  readonly onPrinterChange: () => void;
}

export type Rebound =
  | { readonly kind: 'rebound' }
  | { readonly kind: 'refused'; readonly problem: string };

/** Every device on a cable of this box, each at the port that a person chose last. */
export interface Devices {
  /** Opens them all; what is not there is tried for ever. */
  open(): void;
  printerAt(terminal: string): PrinterDevice | undefined;
  printer(id: string): PrinterDevice | undefined;
  isScannerAway(terminal: string): boolean;
  /** Puts a device on another port, at once and for every later start. */
  rebind(change: BindingChange): Promise<Rebound>;
  health(): readonly DeviceHealth[];
  close(): Promise<void>;
}

export function assembleDevices(options: DevicesOptions): Devices {
  const { daemon, bindings, notices, now } = options;
  const tills = new Map<string, Till>();
  const scanners = new Map<string, ScannerDevice>();
  const printers = new Map<string, PrinterDevice>();
  const printerOf = new Map(
    daemon.terminals.map((terminal) => [terminal.id as string, terminal.printer]),
  );

  function linkOf(
    role: BoundRole,
    device: { readonly id: string; readonly link: LinkAddress },
  ): LinkAddress {
    return bindings.current.links[bindingKey(role, device.id)] ?? device.link;
  }

  /** Opens one device, or all where no id is given. */
  function open(role: BoundRole, id?: string): void {
    const isMeant = (device: { readonly id: string }): boolean =>
      id === undefined || device.id === id;
    switch (role) {
      case 'till':
        for (const till of daemon.tills.filter(isMeant)) {
          tills.set(till.id, openTill({ ...till, link: linkOf(role, till) }, options.till));
        }
        return;
      case 'scanner':
        for (const scanner of daemon.scanners.filter(isMeant)) {
          const { at } = scanner;
          const device = openScannerDevice(
            { ...scanner, link: linkOf(role, scanner) },
            {
              read: options.readBarcode,
              duplicateMs: daemon.barcodes.duplicateMs,
              notices,
              now,
              onScan(scan, atMs) {
                if ('terminal' in at) options.onKioskScan(at.terminal, scan, atMs);
                else if (scan.kind === 'code') options.onTillCode(at.till, scan.code, atMs);
              },
            },
          );
          scanners.set(scanner.id, device);
        }
        return;
      case 'printer':
        for (const printer of daemon.printers.filter(isMeant)) {
          const onChange = options.onPrinterChange;
          printers.set(
            printer.id,
            openPrinterDevice(
              { ...printer, link: linkOf(role, printer) },
              { notices, now, onChange },
            ),
          );
        }
        return;
    }
  }

  async function closeOne(role: BoundRole, id: string): Promise<void> {
    const devices: Readonly<Record<BoundRole, ReadonlyMap<string, { close(): Promise<void> }>>> = {
      till: tills,
      scanner: scanners,
      printer: printers,
    };
    await devices[role].get(id)?.close();
  }

  return {
    open() {
      for (const role of ['printer', 'till', 'scanner'] as const) open(role);
    },
    printerAt: (terminal) => printers.get(printerOf.get(terminal) ?? ''),
    printer: (id) => printers.get(id),
    isScannerAway: (terminal) =>
      [...scanners.values()].some(
        (scanner) =>
          'terminal' in scanner.at && scanner.at.terminal === terminal && !scanner.health().ok,
      ),
    async rebind({ role, id, where }) {
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
      await closeOne(role, id);
      open(role, id);
      return { kind: 'rebound' };
    },
    health: () => [
      ...[...tills.values()].map((till) => till.health()),
      ...[...scanners.values()].map((scanner) => scanner.health()),
      ...[...printers.values()].map((printer) => printer.health()),
    ],
    async close() {
      for (const device of [...scanners.values(), ...tills.values(), ...printers.values()])
        await device.close();
    },
  };
}
