import { z } from 'zod';

/** An object that refuses keys which it does not know, and says which ones there are. */
export function strictKeys<S extends z.core.$ZodShape>(shape: S) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `there is no ${issue.keys.map((key) => `"${key}"`).join(', ')} here; the keys are ${Object.keys(shape).join(', ')}`
        : undefined,
  });
}

/** One of these words; what each means stands beside it, for docs/dialects.md. */
export function oneOf<K extends string>(values: Readonly<Record<K, string>>) {
  return z.enum(Object.keys(values) as K[]).meta({ values });
}

/** What docs/dialects.md says of a key. */
export function note(description: string, example?: unknown) {
  return { description, ...(example === undefined ? {} : { examples: [example] }) };
}
