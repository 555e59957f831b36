import { z } from 'zod';
import { Rule } from './dialect-file.ts';
import en from './packs/en.json' with { type: 'json' };
import zh from './packs/zh.json' with { type: 'json' };

const PACKS = { en, zh };

/** The shipped rules for receipts in a language; their patterns assume amounts with a decimal point. */
export function rulePack(name: 'en' | 'zh'): readonly Rule[] {
  return z.array(Rule).parse(PACKS[name]);
}
