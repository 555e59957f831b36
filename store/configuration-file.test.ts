import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ShopConfiguration } from '../contracts/configuration.ts';
import { checkText, readConfiguration } from './configuration-file.ts';
import { parseJsonc } from './jsonc.ts';

const SHOP = `{
  // The shop itself.
  "venue": {
    "id": "shop", "name": { "en": "Corner shop" }, "currency": "CNY",
    "meetingPoints": [{ "id": "A", "name": { "en": "By the flowers" } },],
  },
  "broker": { "url": "embedded://127.0.0.1:1883" }, /* central runs it */
  "daemon": {
    "id": "box-1",
    "stateDir": "state",
    "tills": [
      { "id": "till-1", "dialect": "json-lines", "link": { "kind": "tcp", "host": "10.0.0.7", "port": 9100 } },
    ],
  },
}
`;

function mistakes(text: string): readonly string[] {
  const outcome = checkText(text, ShopConfiguration);
  return outcome.kind === 'bad' ? outcome.mistakes : [];
}

describe('a configuration file', () => {
  test('may hold comments and commas after the last entry, and gets its defaults', () => {
    const outcome = checkText(SHOP, ShopConfiguration);
    expect(outcome.kind === 'good' && outcome.value.daemon?.http.port).toBe(7420);
  });

  test.each([
    [
      '"stateDir"',
      '"stateDirr"',
      '10: daemon.stateDirr: there is no such setting; take it out or correct its spelling',
    ],
    [
      '"port": 9100',
      '"port": "9100"',
      '12: daemon.tills.0.link.port: "9100" was given; expected number',
    ],
    [
      '"port": 9100',
      '"port": 91000',
      '12: daemon.tills.0.link.port: 91000 was given; expected at most 65535',
    ],
    [
      '"CNY"',
      '"yuan"',
      '4: venue.currency: "yuan" was given; expected three capital letters, as in ISO 4217',
    ],
    [
      '"id": "box-1",',
      '"id": "central",',
      '9: daemon.id: "central" was given; expected the name central is taken',
    ],
    [
      '"stateDir": "state",',
      '"stateDir": "state", "terminals": [{ "id": "kiosk-1", "printer": "printer-1" }],',
      '10: daemon.terminals.0.printer: "printer-1" was given; expected the id of a printer: none is configured',
    ],
    [
      '"stateDir": "state",',
      '"stateDir": "state", "scanners": [{ "id": "s", "link": { "kind": "file", "path": "/x" }, "at": { "till": "till-9" } }],',
      '10: daemon.scanners.0.at.till: "till-9" was given; expected the id of a till: one of till-1',
    ],
    ['"id": "box-1",', '', '8: daemon.id: is missing; expected string'],
    ['"id": "box-1",', '"id": "box-1"', '10: a comma or } was expected'],
    ['"shop", ', '"shop", "id": "again", ', '4: "id" stands here twice'],
    ['"CNY"', 'CNY', '4: CNY is no value: text stands in double quotes'],
  ])('with %s written as %s is told with its line', (from, to, told) => {
    expect(SHOP).toContain(from);
    expect(mistakes(SHOP.replace(from, to))).toContain(told);
  });

  test('names the file and every mistake at once', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'pindan-')), 'shop.json');
    writeFileSync(path, SHOP.replace('"CNY"', '1').replace('9100', '0'));
    await expect(readConfiguration(path)).rejects.toMatchObject({
      code: 'bad-configuration',
      message: expect.stringMatching(
        /shop\.json:4: venue\.currency.*\n.*shop\.json:12: daemon\.tills\.0/s,
      ),
    });
  });

  test('that is absent says so', async () => {
    await expect(readConfiguration('/nowhere/shop.json')).rejects.toMatchObject({
      code: 'bad-configuration',
    });
  });
});

test('whatever JSON can write, the reader with comments reads the same', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent);
      const parsed = parseJsonc(text);
      expect(parsed.kind === 'parsed' && parsed.value).toEqual(JSON.parse(text));
    }),
  );
});
