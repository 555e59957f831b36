import { keepPages } from './generated-page.ts';
import type { Io } from './io.ts';
import { mosquittoAcl } from './mosquitto-acl.ts';
import { protocolText } from './protocol-page.ts';

/** `pindan protocol`: docs/protocol.md and docs/mosquitto.acl as the contracts have them now. */
export function runProtocol(args: readonly string[], io: Io): Promise<number> {
  const pages = [
    { path: 'docs/protocol.md', text: protocolText() },
    { path: 'docs/mosquitto.acl', text: mosquittoAcl() },
  ];
  return keepPages(pages, { args, io, command: 'protocol' });
}
