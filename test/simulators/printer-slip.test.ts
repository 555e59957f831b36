import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Language, LANGUAGES } from '../../contracts/language.ts';
import { PrinterProfile } from '../../contracts/printer-profile.ts';
import type { Slip } from '../../contracts/slip.ts';
import { realTimeHazard } from '../../hardware/slip/hazard.ts';
import { slipBytes, slipJob, slipSvg } from '../../hardware/slip/layout.ts';
import { slipFixture } from './printer-fixtures.ts';
import type { PrintedPage } from './printer-page.ts';
import { pageSvg } from './page-picture.ts';
import { VirtualPrinter } from './printer.ts';

const hasZbar = spawnSync('zbarimg', ['--version']).status === 0;
const hasRsvg = spawnSync('rsvg-convert', ['--version']).status === 0;
const PAPERS = [58, 80] as const;
const cases = LANGUAGES.flatMap((language) => PAPERS.map((paper) => [language, paper] as const));

function printed(bytes: Uint8Array, paper: 58 | 80, cjkEncoding?: 'gb18030' | 'big5'): PrintedPage {
  const printer = new VirtualPrinter({
    paper,
    reply: () => undefined,
    ...(cjkEncoding === undefined ? {} : { cjkEncoding }),
  });
  printer.receive(bytes);
  const [page, ...more] = printer.pages;
  if (page === undefined || more.length > 0) throw new Error('not exactly one page');
  return page;
}

/** What an independent decoder reads in a picture. */
function decoded(png: Uint8Array): readonly string[] {
  const result = spawnSync('zbarimg', ['-q', '-'], { input: png });
  return result.stdout.toString().trim().split('\n').toSorted();
}

/** Words that a slip must say, in its reader's language. */
const SAID: Readonly<Record<Language, readonly string[]>> = {
  en: ['Red Orange 42', 'Till 3', 'You pay there', 'You save'],
  'zh-Hans': ['红橙子 42', '3号收银台', '您在此支付', '您节省'],
  'zh-Hant': ['紅橙子 42', '3號收銀台', '您在此支付', '您節省'],
};

const BOTH = ['EAN-13:2900000000001', 'QR-Code:2900000000001'];

test.each(LANGUAGES)('the picture of a slip asks nothing of the internet: %s', (language) => {
  expect(slipSvg(slipFixture(language), PrinterProfile.parse({}))).not.toMatch(
    /@import|https?:\/\/(?!www\.w3\.org)/,
  );
});

test.skipIf(!hasZbar || !hasRsvg)(
  'a preview holds no code that a till could read (needs zbarimg, rsvg-convert)',
  () => {
    const svg = slipSvg(slipFixture('en'), PrinterProfile.parse({}), 'preview');
    const png = spawnSync('rsvg-convert', ['--background-color', 'white'], { input: svg }).stdout;
    expect(png.length).toBeGreaterThan(1000);
    expect(decoded(png)).toEqual(['']);
    expect(svg).not.toContain('2900000000001');
  },
);

describe.skipIf(!hasZbar)('an independent decoder (skipped without zbarimg)', () => {
  test.each(cases)('reads both codes of the printed slip: %s, %d mm', (language, paper) => {
    const page = printed(slipBytes(slipFixture(language), PrinterProfile.parse({ paper })), paper);
    expect(decoded(page.bitmap.toPng())).toEqual(BOTH);
    expect(page.unknownCommands).toEqual([]);
  });

  test('reads another code where one digit of the bars was changed', () => {
    const job = Buffer.from(slipBytes(slipFixture('en'), PrinterProfile.parse({ paper: 58 })));
    const at = job.indexOf('290000000000');
    job[at + 5] = 0x37;
    const codes = decoded(printed(job, 58).bitmap.toPng());
    expect(codes).not.toEqual(BOTH);
    expect(codes).toContain('QR-Code:2900000000001');
  });

  test("reads the printer's own QR", () => {
    const profile = PrinterProfile.parse({ paper: 58, qr: 'native' });
    const bytes = slipBytes(slipFixture('en'), profile);
    expect(Buffer.from(bytes).includes(Buffer.from('1d286b1000315030', 'hex'))).toBe(true);
    expect(decoded(printed(bytes, 58).bitmap.toPng())).toEqual(BOTH);
  });

  test.skipIf(!hasRsvg).each(cases)(
    'reads both codes of the picture on the screen (skipped without rsvg-convert): %s, %d mm',
    (language, paper) => {
      const svg = slipSvg(slipFixture(language), PrinterProfile.parse({ paper }));
      const args = [
        '-b',
        'white',
        '--page-width',
        '640',
        '--left',
        '24',
        '--top',
        '24',
        '--page-height',
        '1200',
      ];
      expect(decoded(spawnSync('rsvg-convert', args, { input: svg }).stdout)).toEqual(BOTH);
    },
  );

  test.skipIf(!hasRsvg)(
    'reads both codes of a slip that is sent as one picture to a printer without Chinese (skipped without rsvg-convert)',
    async () => {
      const profile = PrinterProfile.parse({ paper: 58, cjk: 'raster', encoding: 'cp437' });
      const page = printed(await slipJob(slipFixture('zh-Hans'), profile), 58);
      expect(decoded(page.bitmap.toPng())).toEqual(BOTH);
      expect(page.lines.filter((line) => line.trim() !== '')).toEqual([]);
      expect(realTimeHazard(await slipJob(slipFixture('zh-Hant'), profile))).toBe(-1);
    },
  );
});

test.each(cases)(
  'the paper says who, where, until when, what and how much: %s, %d mm',
  (language, paper) => {
    const page = printed(slipBytes(slipFixture(language), PrinterProfile.parse({ paper })), paper);
    const text = page.lines.join('\n');
    for (const word of SAID[language]) expect(text).toContain(word);
    for (const amount of ['95.00', '25.00', '150.00', '60.00']) expect(text).toContain(amount);
    // 09:35 UTC is 17:35 in Shanghai.
    expect(text).toContain('17:35');
    expect(text).toContain('2 900000 000001');
  },
);

/** What a reader who knows nothing of our layout takes from a page: all amounts in their order, and the code in each of its forms. */
function readOff(page: PrintedPage): {
  readonly amounts: readonly string[];
  readonly codes: readonly string[];
} {
  const typed = page.lines
    .map((line) => line.replaceAll(' ', ''))
    .filter((line) => /^\d{13}$/.test(line));
  return {
    amounts: page.lines.flatMap((line) => line.match(/\d+\.\d\d/g) ?? []),
    codes: [...typed, ...page.codes],
  };
}

test.each(cases)(
  'the amounts and the code that are read off the paper are those of the slip, and one digit changed in the bytes is noticed: %s, %d mm',
  (language, paper) => {
    const slip = slipFixture(language);
    const job = slipBytes(slip, PrinterProfile.parse({ paper, qr: 'native' }));
    const { joint, jointTotalMinor, jointPaysMinor, savesMinor, code } = slip;
    const expected = {
      amounts: [
        ...joint.map((line) => line.amountMinor),
        jointTotalMinor,
        jointPaysMinor,
        savesMinor,
      ].map((minor) => (minor / 100).toFixed(2)),
      // As digits; as an EAN-13, of which the printer computes the last digit itself; as a QR.
      codes: [code, code.slice(0, 12), code],
    };
    expect(readOff(printed(job, paper))).toEqual(expected);
    const text = Buffer.from(job).toString('latin1');
    const places = [...text.matchAll(/\d+\.\d\d|2 900000 000001|290000000000/g)].flatMap((match) =>
      Array.from(match[0], (sign, index) => (/\d/.test(sign) ? match.index + index : -1)),
    );
    const digits = places.filter((at) => at >= 0);
    expect(digits.length).toBe(25 + 13 + 12 + 12);
    for (const at of digits) {
      const wrong = Uint8Array.from(job);
      wrong[at] = 0x30 + (((wrong[at] ?? 0) - 0x30 + 1) % 10);
      expect(readOff(printed(wrong, paper))).not.toEqual(expected);
    }
  },
);

test('a place with a long name, three partners and a long nickname break between words, and nothing runs off the paper', () => {
  const slip = {
    ...slipFixture('en'),
    me: { fruit: 'coconut', colour: 'purple', number: 42 } as const,
    partners: ([11, 22, 33] as const).map(
      (number) => ({ fruit: 'pomelo', colour: 'yellow', number }) as const,
    ),
    meetingPoint: {
      ...slipFixture('en').meetingPoint,
      name: { en: 'Information desk by the north entrance' },
    },
  };
  const page = printed(slipBytes(slip, PrinterProfile.parse({ paper: 58 })), 58);
  for (const line of ['Purple Coconut 42', 'Information desk by the north', 'entrance']) {
    expect(page.lines).toContain(line);
  }
  for (const { x, widthDots } of page.texts) expect(x + widthDots).toBeLessThanOrEqual(384);
});

test('markup in a name is printed as it stands', () => {
  const slip = slipFixture('en');
  const joint = slip.joint.map((line) => ({ ...line, name: 'A {b} |^c^ "d" _e_ `f` ~\\' }));
  const page = printed(slipBytes({ ...slip, joint }, PrinterProfile.parse({ paper: 80 })), 80);
  expect(page.lines.join('\n')).toContain('A {b} |^c^ "d" _e_ `f` ~\\');
});

test('any name leaves the codes alone and prints one page', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (name) => {
      const slip = slipFixture('en');
      const [line] = slip.joint;
      if (line === undefined) throw new Error('the fixture has lines');
      const page = printed(
        slipBytes({ ...slip, joint: [{ ...line, name }] }, PrinterProfile.parse({ paper: 58 })),
        58,
      );
      expect(page.codes).toEqual(['290000000000']);
      expect(page.lines.join('\n')).toContain('150.00');
    }),
    { numRuns: 20 },
  );
});

test('no job holds a real-time sequence, whatever its code', () => {
  for (let number = 0; number < 10; number += 1) {
    const slip: Slip = { ...slipFixture('en'), reprint: number % 2 === 0 };
    expect(realTimeHazard(slipBytes(slip, PrinterProfile.parse({ paper: 58 })))).toBe(-1);
  }
  expect(realTimeHazard(Uint8Array.of(1, 0x10, 0x04, 1))).toBe(1);
});

test('a Big5 printer gets traditional words for a reader of simplified ones', () => {
  const profile = PrinterProfile.parse({ paper: 58, encoding: 'big5' });
  const text = printed(slipBytes(slipFixture('zh-Hans'), profile), 58, 'big5').lines.join('\n');
  expect(text).toContain('紅橙子 42');
});

test.each(['shiftjis', 'ksc5601', 'cp437', 'cp1252'] as const)(
  'a printer whose font is %s gives a Chinese reader English words',
  (encoding) => {
    const profile = PrinterProfile.parse({ paper: 58, encoding });
    for (const language of ['zh-Hans', 'zh-Hant'] as const) {
      const text = printed(slipBytes(slipFixture(language), profile), 58).lines.join('\n');
      for (const word of SAID.en) expect(text).toContain(word);
    }
  },
);

test('automatic status stays on: the job switches it on again after its reset, and ends with one fence', () => {
  const bytes = Buffer.from(slipBytes(slipFixture('en'), PrinterProfile.parse({})));
  expect(bytes.subarray(0, 5).toString('hex')).toBe('1b401d61ff');
  expect(bytes.subarray(-7).toString('hex')).toBe('1d5642001d7231');
});

test('what the printer drew can be shown to a person', () => {
  const svg = pageSvg(
    printed(slipBytes(slipFixture('en'), PrinterProfile.parse({ paper: 58 })), 58),
    384,
  );
  expect(svg).toContain('Red Orange 42');
  expect(svg).toMatch(/^<svg .*<\/svg>\n$/s);
});
