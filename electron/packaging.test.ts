import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';

/** What electron-builder itself is made of: its scheme, the validator and the YAML reader, where npm put them. */
const builder = createRequire(
  createRequire(import.meta.url).resolve('electron-builder/package.json'),
);
const appBuilder = createRequire(builder.resolve('app-builder-lib/package.json'));

interface Validator {
  readonly compile: (
    schema: unknown,
  ) => ((value: unknown) => boolean) & { readonly errors?: unknown };
}

const read = (): Record<string, unknown> => {
  const yaml = appBuilder('js-yaml') as {
    readonly load: (text: string) => Record<string, unknown>;
  };
  return yaml.load(readFileSync(new URL('../electron-builder.yml', import.meta.url), 'utf8'));
};

const validate = (configuration: unknown): unknown => {
  const found = appBuilder('ajv') as { readonly default?: new (options: object) => Validator };
  const Ajv = found.default ?? (found as unknown as new (options: object) => Validator);
  const scheme = JSON.parse(
    readFileSync(
      appBuilder.resolve('app-builder-lib/package.json').replace('package.json', 'scheme.json'),
      'utf8',
    ),
  );
  const check = new Ajv({ strict: false, allErrors: true, logger: false }).compile(scheme);
  return check(configuration) ? undefined : check.errors;
};

test("electron-builder.yml follows electron-builder's own scheme", () => {
  expect(validate(read())).toBeUndefined();
});

test('a misspelt fuse would be found', () => {
  const configuration = read();
  expect(validate({ ...configuration, electronFuses: { runAsNod: false } })).toBeDefined();
});

test("every way to run other code in the window's binary is switched off", () => {
  expect(read()['electronFuses']).toEqual({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    enableCookieEncryption: true,
    grantFileProtocolExtraPrivileges: false,
  });
});

test('only the built window and page are packed, and Chinese characters come with them', () => {
  expect(read()['files']).toEqual([
    '!**/*',
    '.build/electron/**',
    '.build/renderer/**',
    'package.json',
  ]);
  expect(read()['deb']).toMatchObject({ depends: expect.arrayContaining(['fonts-noto-cjk']) });
});

test('nothing in the shell hands an address to the desktop', () => {
  for (const file of ['main.ts', 'parts.ts', 'shell.ts', 'preload.ts', 'policy.ts']) {
    const path = new URL(file, import.meta.url);
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path, 'utf8')).not.toContain('openExternal');
  }
});
