import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { LANGUAGES } from '../../contracts/language.ts';
import { COLOURS, FRUITS } from '../../contracts/nickname.ts';
import { nicknameText } from '../../hardware/slip/words.ts';
import { fullNickname, messagesIn } from '../../renderer/i18n/words.ts';
import { buildPage, PAGE_FOLDER } from './stand.ts';

beforeAll(buildPage, 60_000);

const files = () =>
  readdirSync(PAGE_FOLDER, { recursive: true, withFileTypes: true }).filter((file) =>
    file.isFile(),
  );

test('the whole page is at most 60 kB, compressed', () => {
  const bytes = files().reduce(
    (sum, file) =>
      sum + gzipSync(readFileSync(join(file.parentPath, file.name)), { level: 9 }).length,
    0,
  );
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThanOrEqual(60 * 1024);
});

test('the page names no other host', () => {
  for (const file of files()) {
    const text = readFileSync(join(file.parentPath, file.name), 'utf8');
    const hosts = [...text.matchAll(/https?:\/\/[a-z0-9.-]+/g)].map(([url]) => url);
    expect(hosts.filter((url) => url !== 'http://www.w3.org')).toEqual([]);
  }
});

test.each(LANGUAGES)(
  'in %s everybody has the same name on the screen and on the slip',
  (language) => {
    const t = messagesIn(language);
    for (const fruit of FRUITS) {
      for (const colour of COLOURS) {
        const who = { fruit, colour, number: 42 };
        expect(fullNickname(who, t)).toBe(nicknameText(who, language));
      }
    }
  },
);
