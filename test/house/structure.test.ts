import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from './root.ts';
import { measureStructure } from './structure.ts';

const isClone = existsSync(join(ROOT, '.git'));

describe.skipIf(!isClone)('the structure of the house (needs a git clone)', () => {
  const { circles, folders } = measureStructure(ROOT);

  test('no files import each other in a circle, types included', () => {
    expect(circles).toEqual([]);
  });

  test('no room imports a room above it', () => {
    for (const [folder, { arrowsUp }] of Object.entries(folders)) {
      expect({ folder, arrowsUp }).toEqual({ folder, arrowsUp: 0 });
    }
  });

  test.each(['matcher', 'promotions'])('%s has rooms on at most 7 levels', (folder) => {
    expect(folders[folder]?.rooms).toBeGreaterThan(4);
    expect(folders[folder]?.roomLevels).toBeLessThanOrEqual(7);
  });
});
