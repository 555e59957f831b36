import type { House, Task } from './newcomer.ts';

/** A file of a language made from the English one. */
const fromEnglish =
  (path: string, replacements: readonly (readonly [string, string])[]) =>
  (house: House): string =>
    replacements.reduce((text, [from, to]) => text.replaceAll(from, to), house.read(path));

export const DIALECT: Task = {
  name: 'a till dialect that ships',
  begins: [],
  rest: [
    {
      kind: 'file',
      path: 'hardware/till/dialects/newcomer-till.json',
      text: fromEnglish('hardware/till/dialects/text-inserter.json', [
        ['"id": "text-inserter"', '"id": "newcomer-till"'],
      ]),
    },
  ],
};

export const LANGUAGE: Task = {
  name: 'a language',
  begins: [
    {
      kind: 'row',
      path: 'contracts/language.ts',
      after: "LANGUAGES = ['en', 'zh-Hans', 'zh-Hant'",
      row: ", 'ja'",
    },
  ],
  rest: [
    {
      kind: 'file',
      path: 'contracts/nickname-words-ja.ts',
      text: fromEnglish('contracts/nickname-words-en.ts', [['const EN', 'const JA']]),
    },
    {
      kind: 'row',
      path: 'contracts/nickname-text.ts',
      after: "import { ZH_HANT } from './nickname-words-zh-hant.ts';",
      row: "\nimport { JA } from './nickname-words-ja.ts';",
    },
    {
      kind: 'row',
      path: 'contracts/nickname-text.ts',
      after: "'zh-Hant': ZH_HANT,",
      row: '\n  ja: JA,',
    },
    {
      kind: 'file',
      path: 'hardware/slip/words-ja.ts',
      text: fromEnglish('hardware/slip/words-en.ts', [['const EN', 'const JA']]),
    },
    {
      kind: 'row',
      path: 'hardware/slip/words.ts',
      after: "import { ZH_HANT } from './words-zh-hant.ts';",
      row: "\nimport { JA } from './words-ja.ts';",
    },
    {
      kind: 'row',
      path: 'hardware/slip/words.ts',
      after: "'zh-Hant': ZH_HANT,",
      row: '\n  ja: JA,',
    },
    {
      kind: 'file',
      path: 'renderer/i18n/ja.ts',
      text: fromEnglish('renderer/i18n/en.ts', [
        ['export const en:', 'export const ja:'],
        ["nicknameWords('en')", "nicknameWords('ja')"],
      ]),
    },
    {
      kind: 'row',
      path: 'renderer/i18n/words.ts',
      after: "import { zhHant } from './zh-hant.ts';",
      row: "\nimport { ja } from './ja.ts';",
    },
    { kind: 'row', path: 'renderer/i18n/words.ts', after: "'zh-Hant': zhHant,", row: '\n  ja,' },
    {
      kind: 'file',
      path: 'promotions/explain/ja.ts',
      text: fromEnglish('promotions/explain/en.ts', [['export const en:', 'export const ja:']]),
    },
    {
      kind: 'row',
      path: 'promotions/explain/phrase-books.ts',
      after: "import { zhHant } from './zh-hant.ts';",
      row: "\nimport { ja } from './ja.ts';",
    },
    {
      kind: 'row',
      path: 'promotions/explain/phrase-books.ts',
      after: "'zh-Hant': zhHant,",
      row: '\n  ja,',
    },
    // What the simulated printer must have printed in each language: a test's table.
    {
      kind: 'row',
      path: 'test/simulators/printer-slip.test.ts',
      after: 'SAID: Readonly<Record<Language, readonly string[]>> = {',
      row: "\n  ja: ['Buy together'],",
    },
  ],
};

export const SCREEN: Task = {
  name: 'a kiosk screen',
  begins: [
    {
      kind: 'row',
      path: 'renderer/session/local-route.ts',
      after: "VISIT_SCREENS = ['items', 'add', 'requirements'",
      row: ", 'map'",
    },
  ],
  rest: [
    {
      kind: 'file',
      path: 'renderer/screens/map.tsx',
      text: () => `import type { JSX } from 'preact';
import type { VisitView } from '../../contracts/socket.ts';
import { useWords } from '../parts/context.ts';
import { Stage, Title } from '../parts/stage.tsx';

export function Map(props: { readonly visit: VisitView }): JSX.Element {
  const { t } = useWords();
  return <Stage name="map" show={<Title>{t.words.pieces(props.visit.lines.length)}</Title>} act={<span />} />;
}
`,
    },
    {
      kind: 'row',
      path: 'renderer/screens/screens.tsx',
      after: "import { Matched } from './matched.tsx';",
      row: "\nimport { Map } from './map.tsx';",
    },
    {
      kind: 'row',
      path: 'renderer/screens/screens.tsx',
      after:
        '  items: { draw: ({ visit }) => <Items visit={visit} />, back: toBasket, patience: SHOPPING },',
      row: '\n  map: { draw: ({ visit }) => <Map visit={visit} />, back: toBasket, patience: SHOPPING },',
    },
    {
      kind: 'row',
      path: 'test/kiosk/screens.ts',
      after:
        "identify: [{ name: 'identify', view: views.attractView, steps: (kiosk) => kiosk.press('start') }],",
      row: "\n  map: [{ name: 'map', view: views.basketView, steps: (kiosk) => kiosk.press('items') }],",
    },
  ],
};

export const MESSAGE: Task = {
  name: 'a message from central to a box',
  begins: [
    {
      kind: 'row',
      path: 'contracts/pairing-messages.ts',
      after: 'export const PAIRING_MESSAGES = {',
      row: `
  'till-busy': down('till', {
    schema: TillBusy,
    about: 'The till has a queue.',
    example: { till: 'till-1' },
  }),`,
    },
    {
      kind: 'row',
      path: 'contracts/pairing-messages.ts',
      after: "import { ChannelMessage } from './channel.ts';",
      row: "\nimport { TillBusy } from './till-busy.ts';",
    },
    {
      kind: 'file',
      path: 'contracts/till-busy.ts',
      text: () => `import { z } from 'zod';
import { TillId } from './ids.ts';

export const TillBusy = z.object({ till: TillId });
`,
    },
  ],
  rest: [
    {
      kind: 'row',
      path: 'daemon/box/central-says.ts',
      after: 'const TAKERS: Takers = {',
      row: "\n  'till-busy': (body, to) => to.notices.add('till-busy', body.till),",
    },
  ],
};

export const KIND: Task = {
  name: 'a promotion kind',
  begins: [
    {
      kind: 'row',
      path: 'contracts/promotion.ts',
      after: '  CheapestPromotion,\n',
      row: '  FlatPromotion,\n',
    },
    {
      kind: 'row',
      path: 'contracts/promotion.ts',
      after: "import { CheapestPromotion } from './promotion-cheapest.ts';",
      row: "\nimport { FlatPromotion } from './promotion-flat.ts';",
    },
    {
      kind: 'file',
      path: 'contracts/promotion-flat.ts',
      text: fromEnglish('contracts/promotion-plain.ts', [
        ['PlainPromotion', 'FlatPromotion'],
        ['PlainReward', 'FlatReward'],
        ["'plain'", "'flat'"],
      ]),
    },
  ],
  rest: [
    {
      kind: 'file',
      path: 'promotions/kinds/flat.ts',
      text: fromEnglish('promotions/kinds/plain.ts', [
        ['PlainPromotion', 'FlatPromotion'],
        ['promotion-plain', 'promotion-flat'],
        ['plainKind', 'flatKind'],
        ["'plain'", "'flat'"],
      ]),
    },
    {
      kind: 'row',
      path: 'promotions/kinds/kinds.ts',
      after: "import { cheapestKind } from './cheapest.ts';",
      row: "\nimport { flatKind } from './flat.ts';",
    },
    {
      kind: 'row',
      path: 'promotions/kinds/kinds.ts',
      after: '  cheapest: cheapestKind,\n',
      row: '  flat: flatKind,\n',
    },
  ],
};

export const COMMAND: Task = {
  name: 'a command',
  begins: [],
  rest: [
    {
      kind: 'file',
      path: 'cli/greet.ts',
      text: () => `import { command } from './command.ts';

export const greetCommand = command({
  about: 'Greets somebody.',
  options: { name: { type: 'text', value: 'NAME', default: 'you', about: 'who is greeted' } },
  positionals: {},
  example: 'pindan greet --name Orange',
  run({ name }, io) {
    io.out(\`hello \${name}\\n\`);
    return Promise.resolve(0);
  },
});
`,
    },
    {
      kind: 'row',
      path: 'cli/commands.ts',
      after: 'export const COMMANDS: Readonly<Record<string, CommandEntry>> = {',
      row: `
  greet: {
    summary: 'greets somebody: --name NAME',
    load: async () => (await import('./greet.ts')).greetCommand,
  },`,
    },
  ],
};
