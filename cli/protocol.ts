import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Envelope, MESSAGE_LIMIT_BYTES } from '../contracts/envelope.ts';
import { Fault } from '../contracts/fault.ts';
import {
  KioskCommand,
  KioskReply,
  KioskView,
  SOCKET_LIMIT_BYTES,
  SOCKET_PATH,
  SOCKET_PROTOCOL,
} from '../contracts/socket.ts';
import { MESSAGES } from '../contracts/topics.ts';
import type { Io } from './io.ts';
import { NAMED_SHAPES, shapeText } from './shape-text.ts';

const PATH = 'docs/protocol.md';

/** docs/protocol.md as the contracts have it now: every topic, message and shape, and the kiosk's socket. */
export function protocolText(): string {
  const rows = Object.entries(MESSAGES).map(
    ([kind, row]) =>
      `| \`${kind}\` | \`${row.topic}\` | ${row.qos} | ${row.retain ? 'yes' : ''} | ${row.durable ? 'yes' : ''} |`,
  );
  const messages = Object.entries(MESSAGES).map(
    ([kind, row]) => `### \`${kind}\`\n\n${block(shapeText(row.schema))}`,
  );
  const shapes = [...NAMED_SHAPES].map(
    ([schema, name]) => `### ${name}\n\n${block(shapeText(schema))}`,
  );
  return [
    '# The protocol',
    'Made from `contracts/` by `npx pindan protocol --write`; a test keeps it current. Do not edit.',
    '## Topics',
    `MQTT 3.1.1. A message is JSON in UTF-8, at most ${MESSAGE_LIMIT_BYTES} bytes. \`durable\`: it travels through the shop box's outbox and is repeated until central has committed it.`,
    ['| message | topic | QoS | retained | durable |', '|---|---|---|---|---|', ...rows].join('\n'),
    '## The envelope',
    'Around every message; `t` is the message’s name in the table above and `d` its body.',
    block(shapeText(Envelope)),
    '## Messages',
    ...messages,
    '## The kiosk’s socket',
    `A WebSocket on loopback at \`${SOCKET_PATH}\`, subprotocol \`${SOCKET_PROTOCOL}\`; a page sends at most ${SOCKET_LIMIT_BYTES} bytes at once, and \`hello\` first.`,
    `### What a page says\n\n${block(shapeText(KioskCommand))}`,
    `### What a command comes to\n\n${block(shapeText(KioskReply))}`,
    `### What a screen shows\n\n${block(shapeText(KioskView))}`,
    '## Shapes',
    ...shapes,
  ]
    .join('\n\n')
    .concat('\n');
}

function block(text: string): string {
  return `\`\`\`ts\n${text}\n\`\`\``;
}

/** `pindan protocol`: prints the page; `--write` puts it in place, `--check` fails where the one in place is old. */
export async function runProtocol(args: readonly string[], io: Io): Promise<number> {
  const text = protocolText();
  if (args.includes('--write')) {
    await writeFile(join(io.cwd, PATH), text);
    return 0;
  }
  if (args.includes('--check')) {
    if ((await readFile(join(io.cwd, PATH), 'utf8')) === text) return 0;
    throw new Fault(
      'bad-input',
      `${PATH} is older than contracts/: run "npx pindan protocol --write"`,
    );
  }
  io.out(text);
  return 0;
}
