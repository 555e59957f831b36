import { readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** A serial port under a name that stays when cables are swapped. */
export interface StablePort {
  /** `/dev/serial/by-id/…`, or `/dev/serial/by-path/…` where two adapters share their id. */
  readonly path: string;
  /** What it is today, such as `ttyUSB0`. */
  readonly device: string;
}

/**
 * The serial ports of this machine by stable names. Adapters without a serial number (CH340, PL2303) collide in by-id: for those
 * the USB socket is the name. Empty where there are none, and where there is no udev. Source: docs/facts/ports.md#stable-names.
 */
export async function stablePorts(root = '/dev/serial'): Promise<readonly StablePort[]> {
  const byId = await links(join(root, 'by-id'));
  const known = new Set(byId.map((port) => port.device));
  const byPath = await links(join(root, 'by-path'));
  // A device may have two names by path (usb and usbv2): the shorter one will do.
  const sockets = byPath
    .filter((port) => !known.has(port.device))
    .toSorted((a, b) => a.path.length - b.path.length)
    .filter((port, index, all) => all.findIndex(({ device }) => device === port.device) === index);
  return [...byId, ...sockets];
}

async function links(folder: string): Promise<readonly StablePort[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const ports = await Promise.all(
    names.map(async (name) => {
      const target = await readlink(join(folder, name)).catch(() => '');
      return { path: join(folder, name), device: target.split('/').at(-1) ?? '' };
    }),
  );
  return ports
    .filter((port) => port.device !== '')
    .toSorted((a, b) => a.path.localeCompare(b.path));
}
