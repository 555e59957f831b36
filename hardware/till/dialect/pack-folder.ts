import { jsonFolder } from './json-folder.ts';

/** A rule pack is a file of this folder, named by the language of its receipts. */
export const PACKS = jsonFolder(new URL('packs/', import.meta.url));
