import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { openSettings } from './settings-file.ts';

const Settings = z.object({ volume: z.number() });
const initial = { volume: 5 };

function freshPath(): string {
  return join(mkdtempSync(join(tmpdir(), 'pindan-settings-')), 'kiosk.json');
}

test('settings that are not there yet are the initial ones, and a change is on disk when it resolves', async () => {
  const path = freshPath();
  const settings = await openSettings(path, Settings, { initial });
  expect(settings.current).toEqual(initial);
  await settings.update(() => ({ volume: 7 }));
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ volume: 7 });
  expect((await openSettings(path, Settings, { initial })).current).toEqual({ volume: 7 });
});

test('two changes at once are applied one after the other', async () => {
  const settings = await openSettings(freshPath(), Settings, { initial });
  const up = () => settings.update(({ volume }) => ({ volume: volume + 1 }));
  await Promise.all([up(), up(), up()]);
  expect(settings.current).toEqual({ volume: 8 });
});

test.each(['', '\0\0\0\0', '{"volume":'])(
  'a file that a power cut left as %j is read from its .bak',
  async (torn) => {
    const path = freshPath();
    const settings = await openSettings(path, Settings, { initial });
    await settings.update(() => ({ volume: 1 }));
    await settings.update(() => ({ volume: 2 }));
    writeFileSync(path, torn);
    expect((await openSettings(path, Settings, { initial })).current).toEqual({ volume: 1 });
  },
);

test('settings of another shape are left out with a notice, and the file stays until the next change', async () => {
  const path = freshPath();
  writeFileSync(path, '{"volume":"loud"}');
  const notices: string[] = [];
  const settings = await openSettings(path, Settings, {
    initial,
    onNotice: (text) => notices.push(text),
  });
  expect(settings.current).toEqual(initial);
  expect(notices).toEqual([expect.stringContaining(path)]);
  expect(readFileSync(path, 'utf8')).toBe('{"volume":"loud"}');
});
