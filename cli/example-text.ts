const COLUMNS = 100;

/** JSON for a reader: what fits a line stands on one, the rest is indented. The value must be plain JSON data. */
export function exampleText(value: unknown, indent = ''): string {
  const line = flat(value);
  if (typeof value !== 'object' || value === null) return line;
  if (indent.length + line.length <= COLUMNS) return line;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return `[\n${value.map((one) => inner + exampleText(one, inner)).join(',\n')}\n${indent}]`;
  }
  const fields = Object.entries(value).map(
    ([name, one]) => `${inner}${JSON.stringify(name)}: ${exampleText(one, inner)}`,
  );
  return `{\n${fields.join(',\n')}\n${indent}}`;
}

function flat(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${value.map(flat).join(', ')}]`;
  const fields = Object.entries(value).map(
    ([name, one]) => `${JSON.stringify(name)}: ${flat(one)}`,
  );
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}
