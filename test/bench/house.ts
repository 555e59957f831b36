import { measureStructure } from '../house/structure.ts';
import { ROOT } from '../house/root.ts';
import { benchmark } from '../bench-io.ts';

export const bench = benchmark({
  about:
    'How the product code is laid out. Counts files, rooms, import levels, circles, imports that point upwards, the longest functions, exported names defined twice.',
  positionals: {
    checkout: {
      type: 'text',
      value: 'CHECKOUT',
      about: 'the folder of a checkout; without it this one',
    },
  },
  example: 'pindan bench house',
  async run({ checkout }, io) {
    const structure = measureStructure(checkout ?? ROOT);
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
    return 0;
  },
});
