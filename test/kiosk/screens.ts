import type { Language } from '../../contracts/language.ts';
import type { KioskView } from '../../contracts/socket.ts';
import { messagesIn } from '../../renderer/i18n/words.ts';
import type { ScreenKind } from '../../renderer/session/screen.ts';
import type { KioskPage } from './page-objects.ts';
import type { Answering, ScriptedDaemon } from './scripted-daemon.ts';
import * as views from './views.ts';

/** One screen to look at: the view it follows from, and the steps that lead to it. */
export interface ScreenSample {
  readonly name: string;
  readonly view: (language: Language) => KioskView;
  readonly steps?: (kiosk: KioskPage, language: Language, daemon: ScriptedDaemon) => Promise<void>;
  /** Puts back what the steps changed in the daemon. */
  readonly after?: (daemon: ScriptedDaemon) => Promise<void>;
}

/** At least one sample of each screen, by the screen that is shown in the end; dialogs stand with the screen that they lie over. */
const SAMPLES: Readonly<Record<ScreenKind, readonly [ScreenSample, ...ScreenSample[]]>> = {
  attract: [
    { name: 'attract', view: views.attractView },
    { name: 'attract-called', view: views.calledView },
    { name: 'settings', view: views.attractView, steps: (kiosk) => kiosk.press('settings') },
  ],
  identify: [{ name: 'identify', view: views.attractView, steps: (kiosk) => kiosk.press('start') }],
  keypad: [
    {
      name: 'keypad',
      view: views.attractView,
      steps: async (kiosk) => {
        await kiosk.press('start');
        await kiosk.press('type-card');
        await kiosk.typeDigits('980123');
      },
    },
  ],
  basket: [
    { name: 'basket-empty', view: views.emptyBasketView },
    { name: 'basket', view: views.basketView },
    { name: 'basket-suggestion', view: views.suggestionsView },
    { name: 'central-away', view: views.centralAwayView },
    {
      name: 'scanned',
      view: views.basketView,
      steps: async (kiosk, language, daemon) => {
        daemon.show(views.scannedView(language));
        await kiosk.page.locator('.notice.is-good').waitFor();
      },
    },
  ],
  items: [
    { name: 'items', view: views.basketView, steps: (kiosk) => kiosk.press('items') },
    { name: 'items-many', view: views.manyItemsView, steps: (kiosk) => kiosk.press('items') },
  ],
  add: [
    { name: 'add', view: views.basketView, steps: (kiosk) => kiosk.press('add') },
    {
      name: 'add-found',
      view: views.basketView,
      steps: async (kiosk, language) => {
        await kiosk.press('add');
        const [keySet] = messagesIn(language).language.keySets;
        await kiosk.press(keySet === 'zhuyin' ? 'key-ㄏ' : 'key-C');
        await kiosk.control('product-p1').waitFor();
      },
    },
  ],
  requirements: [
    { name: 'requirements', view: views.basketView, steps: (kiosk) => kiosk.press('requirements') },
  ],
  suggestions: [
    {
      name: 'suggestions',
      view: views.suggestionsView,
      steps: (kiosk) => kiosk.press('see-suggestions'),
    },
  ],
  detail: [
    {
      name: 'detail',
      view: views.oneSuggestionView,
      steps: (kiosk) => kiosk.openBestSuggestion(),
    },
    {
      name: 'slip-preview',
      view: views.oneSuggestionView,
      steps: async (kiosk) => {
        await kiosk.openBestSuggestion();
        await kiosk.press('preview');
        await kiosk.control('slip-preview').waitFor();
      },
    },
  ],
  waiting: [{ name: 'waiting', view: views.waitingView }],
  'wait-slip': [
    {
      name: 'wait-slip',
      view: views.basketView,
      steps: async (kiosk) => {
        await kiosk.press('take-number');
        await kiosk.seeScreen('wait-slip');
      },
    },
  ],
  matched: [
    { name: 'matched', view: views.matchedView },
    { name: 'matched-message', view: views.messagesView },
    { name: 'matched-paper-out', view: views.paperOutView },
    { name: 'confirm-cancel', view: views.matchedView, steps: (kiosk) => kiosk.press('cancel') },
  ],
  phrases: [
    { name: 'phrases', view: views.messagesView, steps: (kiosk) => kiosk.press('message') },
  ],
  ended: [
    { name: 'redeemed', view: views.redeemedView },
    { name: 'partner-gone', view: views.partnerGoneView },
  ],
  offline: [
    {
      name: 'offline',
      view: views.basketView,
      steps: async (kiosk, _language, daemon) => {
        await daemon.stop();
        await kiosk.seeScreen('offline');
      },
      after: (daemon) => daemon.start(daemon.port),
    },
  ],
};

/** Every sample with the screen that it must end at. */
export const SCREEN_SAMPLES: readonly (ScreenSample & { readonly screen: string })[] =
  Object.entries(SAMPLES).flatMap(([screen, samples]) =>
    samples.map((sample) => ({ ...sample, screen })),
  );

/** How the scripted daemon answers on those screens. */
export const answering: Answering = (command, daemon) => {
  const language = daemon.view.language;
  switch (command.kind) {
    case 'search':
      return {
        kind: 'done',
        products: [
          {
            code: 'p1',
            title: { en: 'Cola 330 ml', 'zh-Hans': '可乐 330毫升', 'zh-Hant': '可樂 330毫升' },
            unitPriceMinor: 300,
          },
          {
            code: 'p2',
            title: {
              en: 'Cocoa biscuits, family pack',
              'zh-Hans': '可可夹心饼干家庭装',
              'zh-Hant': '可可夾心餅乾家庭號',
            },
            unitPriceMinor: 1890,
          },
        ],
      };
    case 'preview':
      return { kind: 'done', svg: views.slipPicture(language, 'preview') };
    case 'wait':
      daemon.show(views.attractView(language));
      return { kind: 'done', waitNumber: 37 };
    case 'leave':
      daemon.show(views.attractView(language));
      return { kind: 'done' };
    case 'language':
      daemon.show({ ...daemon.view, language: command.language });
      return { kind: 'done' };
    case 'identify':
    case 'scan':
    case 'add':
    case 'set-quantity':
    case 'requirements':
    case 'answer':
    case 'cancel-pairing':
    case 'phrase':
      return undefined;
  }
};
