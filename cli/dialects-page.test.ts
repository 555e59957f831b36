import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { loadDialect } from '../hardware/till/dialect.ts';
import { DialectFile } from '../hardware/till/dialect/dialect-file.ts';
import { dialectsText, EXAMPLE_DIALECT } from './dialects-page.ts';

test('docs/dialects.md is what the schema says now (npx pindan dialect docs --write)', () => {
  const written = readFileSync(join(import.meta.dirname, '..', 'docs', 'dialects.md'), 'utf8');
  expect(written).toBe(dialectsText());
});

test('the example of the page is a dialect that passes its sample', () => {
  expect(loadDialect(EXAMPLE_DIALECT).file.samples).toHaveLength(1);
});

interface Key {
  readonly path: string;
  readonly schema: z.ZodType;
}

/** Every key of a schema, at any depth. */
function keysOf(schema: unknown, path = ''): readonly Key[] {
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape as Record<string, z.ZodType>).flatMap(([name, one]) => [
      { path: `${path}${name}`, schema: one },
      ...keysOf(one, `${path}${name}.`),
    ]);
  }
  if (schema instanceof z.ZodArray) return keysOf(schema.element, path);
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  ) {
    return keysOf(schema.unwrap(), path);
  }
  return [];
}

test.each(keysOf(DialectFile).map(({ path, schema }) => [path, schema] as const))(
  '%s says what it does, and its example is accepted',
  (path, schema) => {
    const { description, examples } = schema.meta() ?? {};
    expect(description).toMatch(/\.$/);
    // Objects have the examples of their keys.
    if (keysOf(schema).length === 0) expect(examples).toHaveLength(1);
    for (const example of (examples ?? []) as readonly unknown[]) {
      expect(schema.safeParse(example).error?.issues).toBeUndefined();
    }
    expect(dialectsText()).toContain(`| \`${path.split('.').at(-1)}\` | `);
  },
);

test('the keys that a reader looks for are there', () => {
  const paths = keysOf(DialectFile).map(({ path }) => path);
  for (const path of ['rules.sets.tender', 'identity.from', 'identity.dedupeWindowMs', 'packs']) {
    expect(paths).toContain(path);
  }
});
