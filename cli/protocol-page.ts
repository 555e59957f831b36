import { Envelope, MESSAGE_LIMIT_BYTES } from '../contracts/envelope.ts';
import type { MessageRow, Receiver, Sender } from '../contracts/message-row.ts';
import {
  KioskCommand,
  KioskReply,
  KioskView,
  SOCKET_LIMIT_BYTES,
  SOCKET_PATH,
  SOCKET_PROTOCOL,
} from '../contracts/socket.ts';
import { MESSAGES } from '../contracts/topics.ts';
import { exampleText } from './example-text.ts';
import { NAMED_SHAPES, shapeText } from './shape-text.ts';
import { unitsIn } from './shape-units.ts';

const SENDERS: Readonly<Record<Sender, string>> = { box: 'a box', central: 'central' };

const RECEIVERS: Readonly<Record<Receiver, string>> = {
  central: 'central',
  box: 'one box',
  venue: 'every box of the venue',
  members: 'the boxes of the channel’s members',
};

/** docs/protocol.md as the contracts have it now: every topic, message and shape, and the kiosk's socket. */
export function protocolText(): string {
  return [
    '# The protocol',
    'Made from `contracts/` by `npx pindan protocol --write`; a test keeps it current. Do not edit.',
    '## Topics',
    `MQTT 3.1.1. A message is JSON in UTF-8, at most ${MESSAGE_LIMIT_BYTES} bytes. \`durable\`: it travels through the box's outbox and is repeated until central has committed it. In a topic, \`{venue}\` is the venue, \`{dev}\` the box that speaks, or the one that is spoken to. A broker other than central's own takes the rights from [mosquitto.acl](mosquitto.acl).`,
    topicTable(),
    '## The envelope',
    'Around every message; `t` is the message’s name in the table above and `d` its body. Readers drop fields that they do not know.',
    block(shapeText(Envelope)),
    '## Messages',
    ...Object.entries(MESSAGES).map(([kind, row]) => messageSection(kind, row)),
    '## The kiosk’s socket',
    `A WebSocket on loopback at \`${SOCKET_PATH}\`, subprotocol \`${SOCKET_PROTOCOL}\`; a page sends at most ${SOCKET_LIMIT_BYTES} bytes at once, and \`hello\` first.`,
    `### What a page says\n\n${block(shapeText(KioskCommand))}`,
    `### What a command comes to\n\n${block(shapeText(KioskReply))}`,
    `### What a screen shows\n\n${block(shapeText(KioskView))}`,
    '## Shapes',
    ...[...NAMED_SHAPES].map(([schema, name]) =>
      [
        `### ${name}`,
        ...(schema.description === undefined ? [] : [schema.description]),
        block(shapeText(schema)),
      ].join('\n\n'),
    ),
  ]
    .join('\n\n')
    .concat('\n');
}

function topicTable(): string {
  const rows = Object.entries(MESSAGES).map(
    ([kind, row]) =>
      `| \`${kind}\` | \`${row.topic}\` | ${SENDERS[row.from]} | ${RECEIVERS[row.to]} | ${row.qos} | ${row.retain ? 'yes' : ''} | ${row.durable ? 'yes' : ''} |`,
  );
  return [
    '| message | topic | from | to | QoS | retained | durable |',
    '|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function messageSection(kind: string, row: MessageRow): string {
  const ways = [
    `QoS ${row.qos}`,
    ...(row.retain ? ['retained'] : []),
    ...(row.durable ? ['through the outbox'] : []),
  ];
  const units = unitsIn(row.schema);
  return [
    `### \`${kind}\``,
    row.about,
    `From ${SENDERS[row.from]} to ${RECEIVERS[row.to]}, on \`${row.topic}\` (${ways.join(', ')}).`,
    ...(units.length === 0 ? [] : [`Units: ${units.join('; ')}.`]),
    block(shapeText(row.schema)),
    'For example:',
    `\`\`\`json\n${exampleText(row.example)}\n\`\`\``,
  ].join('\n\n');
}

function block(text: string): string {
  return `\`\`\`ts\n${text}\n\`\`\``;
}
