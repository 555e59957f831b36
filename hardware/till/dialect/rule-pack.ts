import { z } from 'zod';
import { Rule } from './rule-keys.ts';
import { PACKS } from './pack-folder.ts';

/** The shipped rules for receipts in a language; their patterns assume amounts with a decimal point. @param name one of `PACKS.names` */
export function rulePack(name: string): readonly Rule[] {
  return z.array(Rule).parse(PACKS.read(name));
}
