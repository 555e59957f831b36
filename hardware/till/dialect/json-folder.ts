import { readdirSync, readFileSync } from 'node:fs';

/** A folder of JSON files beside the code. A file that is put there is there at the next start; nothing else has to name it. */
export interface JsonFolder {
  /** The files' names without `.json`, in alphabetical order. */
  readonly names: readonly string[];
  /** The parsed content of one of `names`. @throws where it cannot be read or is not JSON, which is a mistake of ours */
  read(name: string): unknown;
}

/** @param folder its URL, with a slash at the end */
export function jsonFolder(folder: URL): JsonFolder {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .toSorted();
  return {
    names,
    read: (name) => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')),
  };
}
