import type { LinkAddress } from '../../contracts/configuration.ts';

/** The address in one word for logs, the doctor page and faults. */
export function addressText(address: LinkAddress): string {
  switch (address.kind) {
    case 'serial':
    case 'file':
      return address.path;
    case 'tcp':
      return `tcp://${address.host}:${address.port}`;
  }
}

/** How long so many bytes are on the way at least: start, data and stop bits of a serial line; nothing elsewhere. */
export function transmitMs(address: LinkAddress, bytes: number): number {
  if (address.kind !== 'serial') return 0;
  const bits = 1 + address.dataBits + (address.parity === 'none' ? 0 : 1) + address.stopBits;
  return Math.ceil((bytes * bits * 1000) / address.baudRate);
}
