import { parseArgs } from 'node:util';
import { Fault } from '../contracts/fault.ts';
import { type Language, LANGUAGES } from '../contracts/language.ts';
import { promotionTitle } from '../contracts/promotion.ts';
import { parsePromotions } from '../promotions/parse.ts';
import { sentencesFor } from '../promotions/explain/sentences.ts';
import { warningsFor } from '../promotions/explain/warnings.ts';
import { readJson, reasonOf, type Io } from './io.ts';

/**
 * `pindan promotions check FILE`: each promotion as a sentence in every language, and what a manager should look at: promotions
 * that can never fire, that contradict, or that destroy value when pooled. JSON, or plain lines with `--text`.
 */
export async function runPromotions(args: readonly string[], io: Io): Promise<number> {
  const { input, isText } = options(args);
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
}

/** A text in every language, a line each; the lines after the first are indented as far. */
function inLines(texts: Readonly<Record<Language, string>>, prefix: string): string {
  const lines = LANGUAGES.map((language) => texts[language]);
  return `${prefix}${lines.join(`\n${' '.repeat(prefix.length)}`)}\n`;
}

function options(args: readonly string[]): {
  readonly input: string | undefined;
  readonly isText: boolean;
} {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { text: { type: 'boolean', default: false } },
    });
    const [verb, input, ...more] = positionals;
    if (verb !== 'check' || more.length > 0) {
      throw new Fault('bad-input', 'use: pindan promotions check FILE [--text]');
    }
    return { input, isText: values.text };
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault('bad-input', `promotions: ${reasonOf(cause)}`, { cause });
  }
}
