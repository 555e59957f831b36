import { command } from './command.ts';
import { keepPages, PAGE_OPTIONS } from './generated-page.ts';
import { mosquittoAcl } from './mosquitto-acl.ts';
import { protocolText } from './protocol-page.ts';

export const protocolCommand = command({
  about:
    'Prints docs/protocol.md, the protocol as the contracts have it now, and docs/mosquitto.acl, the rights that it asks of a broker.',
  options: PAGE_OPTIONS,
  example: 'pindan protocol --check',
  run: ({ write, check }, io) =>
    keepPages(
      [
        { path: 'docs/protocol.md', text: protocolText() },
        { path: 'docs/mosquitto.acl', text: mosquittoAcl() },
      ],
      { write, check, io, command: 'protocol' },
    ),
});
