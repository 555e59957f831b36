import type { Language } from '../../contracts/language.ts';
import type { KioskView } from '../../contracts/socket.ts';
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

/** Every screen and dialog of the page. */
export const SCREENS: readonly ScreenSample[] = [
  { name: 'attract', view: views.attractView },
  { name: 'attract-called', view: views.calledView },
  { name: 'identify', view: views.attractView, steps: (kiosk) => kiosk.press('start') },
  {
    name: 'keypad',
    view: views.attractView,
    steps: async (kiosk) => {
      await kiosk.press('start');
      await kiosk.press('type-card');
      await kiosk.typeDigits('980123');
    },
  },
  { name: 'basket-empty', view: views.emptyBasketView },
  { name: 'basket', view: views.basketView },
  { name: 'basket-offer', view: views.offersView },
  { name: 'items', view: views.basketView, steps: (kiosk) => kiosk.press('items') },
  { name: 'items-many', view: views.manyItemsView, steps: (kiosk) => kiosk.press('items') },
  { name: 'add', view: views.basketView, steps: (kiosk) => kiosk.press('add') },
  {
    name: 'add-found',
    view: views.basketView,
    steps: async (kiosk, language) => {
      await kiosk.press('add');
      await kiosk.press(language === 'zh-Hant' ? 'key-ㄏ' : 'key-C');
      await kiosk.control('product-p1').waitFor();
    },
  },
  { name: 'wishes', view: views.basketView, steps: (kiosk) => kiosk.press('wishes') },
  { name: 'offers', view: views.offersView, steps: (kiosk) => kiosk.press('see-offers') },
  { name: 'detail', view: views.oneOfferView, steps: (kiosk) => kiosk.openBestOffer() },
  {
    name: 'slip-preview',
    view: views.oneOfferView,
    steps: async (kiosk) => {
      await kiosk.openBestOffer();
      await kiosk.press('preview');
      await kiosk.control('slip-preview').waitFor();
    },
  },
  { name: 'waiting', view: views.waitingView },
  {
    name: 'wait-slip',
    view: views.basketView,
    steps: async (kiosk) => {
      await kiosk.press('take-number');
      await kiosk.seeScreen('wait-slip');
    },
  },
  { name: 'matched', view: views.matchedView },
  { name: 'matched-message', view: views.messagesView },
  { name: 'matched-paper-out', view: views.paperOutView },
  { name: 'phrases', view: views.messagesView, steps: (kiosk) => kiosk.press('message') },
  { name: 'confirm-cancel', view: views.matchedView, steps: (kiosk) => kiosk.press('cancel') },
  { name: 'redeemed', view: views.redeemedView },
  { name: 'partner-gone', view: views.partnerGoneView },
  { name: 'central-away', view: views.centralAwayView },
  {
    name: 'scanned',
    view: views.basketView,
    steps: async (kiosk, language, daemon) => {
      daemon.show(views.scannedView(language));
      await kiosk.page.locator('.notice.is-good').waitFor();
    },
  },
  {
    name: 'offline',
    view: views.basketView,
    steps: async (kiosk, _language, daemon) => {
      await daemon.stop();
      await kiosk.seeScreen('offline');
    },
    after: (daemon) => daemon.start(daemon.port),
  },
  { name: 'settings', view: views.attractView, steps: (kiosk) => kiosk.press('settings') },
];

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
