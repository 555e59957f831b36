import { z } from 'zod';
import { LANGUAGES } from './language.ts';

export const Language = z.enum(LANGUAGES);

export const LocalText = z
  .partialRecord(Language, z.string().min(1).max(200))
  .refine((texts) => Object.keys(texts).length > 0, 'a text in at least one language');
