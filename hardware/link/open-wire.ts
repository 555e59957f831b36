import { access } from 'node:fs/promises';
import type { LinkAddress } from '../../contracts/configuration.ts';
import { Fault } from '../../contracts/fault.ts';
import { addressText } from './address.ts';
import { fileWire } from './file.ts';
import { stablePorts } from './ports.ts';
import { serialWire } from './serial.ts';
import { tcpWire } from './tcp.ts';
import type { OpenWire } from './wire.ts';

/** How to open a wire to this address. */
export function wireFor(address: LinkAddress): OpenWire {
  switch (address.kind) {
    case 'serial':
      return serialWire(address);
    case 'tcp':
      return tcpWire(address.host, address.port);
    case 'file':
      return fileWire(address.path);
  }
}

/** Whether the device file is there; a TCP address has none and always may be. */
export function isThere(address: LinkAddress): Promise<boolean> {
  if (address.kind === 'tcp') return Promise.resolve(true);
  return access(address.path).then(
    () => true,
    () => false,
  );
}

/** Names the ports that are there: often the cable is in another socket, or the path has a typo. */
export async function notThere(address: LinkAddress): Promise<Fault> {
  const where = addressText(address);
  const others = address.kind === 'serial' ? (await stablePorts()).map((port) => port.path) : [];
  const hint = others.length === 0 ? '' : `; the ports that are there: ${others.join(', ')}`;
  return new Fault('port-unavailable', `${where}: not there; plug the device in${hint}`);
}

/** What a person should read of whatever went wrong. */
export function asFault(cause: unknown, address: LinkAddress): Fault {
  if (cause instanceof Fault) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  return new Fault('port-unavailable', `${addressText(address)}: ${text}`, { cause });
}
