import { readFileSync } from 'node:fs';

/** The version of this installation, from its package.json. */
export function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const json: unknown = JSON.parse(text);
  return typeof json === 'object' && json !== null && 'version' in json
    ? String(json.version)
    : '0';
}
