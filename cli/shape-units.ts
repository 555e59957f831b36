import { z } from 'zod';

/** What the ending of a field's name says about its unit. The first that fits counts. */
const UNITS: readonly (readonly [ending: RegExp, unit: string])[] = [
  [/AtMs$|^atMs$/, '`…AtMs` in milliseconds since 1970, UTC'],
  [/Ms$/, '`…Ms` in milliseconds'],
  [/Minor$/, '`…Minor` in minor units of the currency (cents, fen)'],
  [/Days$/, '`…Days` in days'],
];

/** The units of the fields of a shape, at any depth, each once. */
export function unitsIn(shape: z.ZodType): readonly string[] {
  const names = fieldsOf(z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' }));
  const units = names.map((name) => UNITS.find(([ending]) => ending.test(name))?.[1]);
  return UNITS.map(([, unit]) => unit).filter((unit) => units.includes(unit));
}

function fieldsOf(json: unknown): readonly string[] {
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([key, value]: [string, unknown]) =>
    key === 'properties' && typeof value === 'object' && value !== null
      ? [...Object.keys(value), ...Object.values(value).flatMap(fieldsOf)]
      : fieldsOf(value),
  );
}
