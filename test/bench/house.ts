import { measureStructure } from '../house/structure.ts';
import { ROOT } from '../house/root.ts';
import type { BenchIo } from '../bench-io.ts';

/**
 * `pindan bench house [CHECKOUT]`: how the product code is laid out, of this checkout or another one: files, rooms, import levels,
 * circles, imports that point upwards, the longest functions, exported names defined twice.
 */
export function bench(args: readonly string[], io: BenchIo): Promise<number> {
  const structure = measureStructure(args[0] ?? ROOT);
  const { folders, functions, namesTwice, circles } = structure;
  for (const [folder, shape] of Object.entries(folders)) {
    io.out(`${JSON.stringify({ folder, ...shape })}\n`);
  }
  io.out(
    `${JSON.stringify({
      files: structure.files,
      circles: circles.length,
      arrowsUp: Object.values(folders).reduce((sum, { arrowsUp }) => sum + arrowsUp, 0),
      longestFunctions: functions
        .slice(0, 5)
        .map(({ lines, name, file }) => `${lines} ${name} (${file})`),
      functionsAbove80Lines: functions.filter(({ lines }) => lines > 80).length,
      namesDefinedTwice: namesTwice.length,
    })}\n`,
  );
  return Promise.resolve(0);
}
