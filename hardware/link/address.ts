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
