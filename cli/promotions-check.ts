import { type Language, LANGUAGES } from '../contracts/language.ts';
import { promotionTitle } from '../contracts/promotion.ts';
import { parsePromotions } from '../promotions/parse.ts';
import { sentencesFor } from '../promotions/explain/sentences.ts';
import { warningsFor } from '../promotions/explain/warnings.ts';
import { command, type CommandGroup } from './command.ts';
import { readJson } from './io.ts';

const checkCommand = command({
  about:
    'Puts each promotion into a sentence in every language, with what a manager should look at: promotions that can never fire, that contradict each other, or that destroy value when pooled.',
  options: { text: { type: 'flag', about: 'writes plain lines instead of JSON' } },
  positionals: {
    input: {
      type: 'text',
      value: 'FILE',
      about: 'promotions, as promotions.json has them; without it standard input',
    },
  },
  example: 'pindan promotions check promotions.json --text',
  async run({ input, text: isText }, io) {
    const file = parsePromotions(await readJson(input, io));
    const warnings = warningsFor(file);
    const report = {
      promotions: file.promotions.map((promotion) => ({
        id: promotion.id,
        title: promotionTitle(promotion, 'en'),
        kind: promotion.kind,
        sentences: sentencesFor(promotion, file),
        warnings: warnings
          .filter((warning) => warning.promotion === promotion.id)
          .map(({ code, text }) => ({ code, text })),
      })),
      warnings: warnings.length,
    };
    if (!isText) {
      io.out(`${JSON.stringify(report, null, 2)}\n`);
      return 0;
    }
    for (const { id, sentences, warnings: own } of report.promotions) {
      io.out(`${id}\n${inLines(sentences, '  ')}`);
      for (const { text } of own) io.out(inLines(text, '  ! '));
    }
    io.out(`${report.promotions.length} promotions, ${report.warnings} warnings\n`);
    return 0;
  },
});

/** A text in every language, a line each; the lines after the first are indented as far. */
function inLines(texts: Readonly<Record<Language, string>>, prefix: string): string {
  const lines = LANGUAGES.map((language) => texts[language]);
  return `${prefix}${lines.join(`\n${' '.repeat(prefix.length)}`)}\n`;
}

export const promotionsCommands: CommandGroup = {
  about: 'What a manager does with the promotions of a shop.',
  noun: 'COMMAND',
  commands: { check: async () => checkCommand },
};
