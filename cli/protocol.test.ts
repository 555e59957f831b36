import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { covers } from '../contracts/topic-rights.ts';
import { MESSAGES, topicOf } from '../contracts/topics.ts';
import { mayPublish, maySubscribe, type Peer } from '../central/broker/acl.ts';
import { mosquittoAcl } from './mosquitto-acl.ts';
import { protocolText } from './protocol-page.ts';

const docs = (name: string) => readFileSync(join(import.meta.dirname, '..', 'docs', name), 'utf8');

test('docs/protocol.md is what the contracts say now (npx pindan protocol --write)', () => {
  expect(docs('protocol.md')).toBe(protocolText());
});

test('docs/mosquitto.acl is what the contracts say now (npx pindan protocol --write)', () => {
  expect(docs('mosquitto.acl')).toBe(mosquittoAcl());
});

test.each(Object.entries(MESSAGES))(
  '%s stands there with its topic, meaning, body and example',
  (kind, row) => {
    const text = protocolText();
    expect(text).toContain(`| \`${kind}\` | \`${row.topic}\` |`);
    const section = text.split(`### \`${kind}\`\n\n`)[1]?.split('\n### ')[0] ?? '';
    expect(section.startsWith(`${row.about}\n\nFrom `)).toBe(true);
    expect(section.split('```ts\n')[1]).toMatch(/^\{|^\n|^[A-Z]/);
    const example: unknown = JSON.parse(/```json\n(.*?)\n```/s.exec(section)?.[1] ?? '');
    expect(row.schema.safeParse(example).success).toBe(true);
  },
);

test('what the schemas say of a field stands above it, with the unit of its name', () => {
  const pairing = protocolText().split('### `pairing`\n')[1]?.split('\n### ')[0];
  expect(pairing).toContain(
    '  /** Grows with each change; a reader keeps the highest. */\n  version: integer;',
  );
  const call = protocolText().split('### `call`\n')[1]?.split('\n### ')[0];
  expect(call).toContain('Units: `…AtMs` in milliseconds since 1970, UTC.');
});

test('Mosquitto lets a box say and hear what the embedded broker lets it', () => {
  const lines = mosquittoAcl()
    .split('\n')
    .map((line) => /^pattern (read|write) (\S+)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, right, filter]) => ({
      right,
      filter: filter?.replace('VENUE', 'shop').replace('%u', 'box-1') ?? '',
    }));
  const allows = (right: string, topic: string) =>
    lines.some((one) => one.right === right && covers(one.filter, topic));
  const box: Peer = { kind: 'box', box: 'box-1' };
  for (const kind of Object.keys(MESSAGES) as (keyof typeof MESSAGES)[]) {
    for (const dev of ['box-1', 'box-2', 'central']) {
      const topic = topicOf(kind, { venue: 'shop', dev, channel: 'c1', page: '0', id: 'i1' });
      const rights = { topic, write: allows('write', topic), read: allows('read', topic) };
      expect(rights).toEqual({
        topic,
        write: mayPublish(box, 'shop', topic),
        read: maySubscribe(box, 'shop', topic),
      });
    }
  }
});
