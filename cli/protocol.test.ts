import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MESSAGES } from '../contracts/topics.ts';
import { protocolText } from './protocol.ts';

test('docs/protocol.md is what the contracts say now (npx pindan protocol --write)', () => {
  const written = readFileSync(join(import.meta.dirname, '..', 'docs', 'protocol.md'), 'utf8');
  expect(written).toBe(protocolText());
});

test.each(Object.entries(MESSAGES))('%s stands there with its topic and a body', (kind, row) => {
  const text = protocolText();
  expect(text).toContain(`| \`${kind}\` | \`${row.topic}\` |`);
  expect(text.split(`### \`${kind}\`\n\n\`\`\`ts\n`)[1]).toMatch(/^\{|^\n|^[A-Z]/);
});
