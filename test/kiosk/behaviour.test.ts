import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM_PATH, HAS_CHROMIUM, launchChromium } from './chromium.ts';
import { answering } from './screens.ts';
import { buildPage, openStand, type Stand, type StandOptions } from './stand.ts';
import * as views from './views.ts';

const why = HAS_CHROMIUM ? '' : ` (skipped: no Chromium at ${CHROMIUM_PATH})`;

describe.skipIf(!HAS_CHROMIUM)(`the kiosk page in a browser${why}`, () => {
  let browser: Browser;
  let stand: Stand;
  beforeAll(async () => {
    await buildPage();
    browser = await launchChromium();
  }, 60_000);
  afterEach(async () => {
    await stand.close();
  });
  afterAll(async () => {
    await browser?.close();
  });
  const open = async (options: StandOptions): Promise<Stand> => {
    stand = await openStand(browser, { answering, ...options });
    return stand;
  };

  test('a guest becomes a basket, and each tap is one command', async () => {
    const { daemon, kiosk } = await open({
      view: views.attractView('en'),
      answering: (command, scripted) => {
        if (command.kind === 'identify') scripted.show(views.emptyBasketView('en'));
        return undefined;
      },
    });
    await kiosk.identifyAsGuest();
    await expect
      .poll(() => daemon.commands)
      .toMatchObject([{ kind: 'identify', as: { kind: 'guest' } }]);
    expect(await kiosk.textOf('title')).toBe('Hello, Green Pear 27');
  });

  test('a card number is typed without standing there for all to read', async () => {
    const { daemon, kiosk } = await open({ view: views.attractView('en') });
    await kiosk.press('start');
    await kiosk.press('type-card');
    await kiosk.typeDigits('9801234');
    expect(await kiosk.textOf('typed')).toBe('•••••34');
    daemon.answering = () => {
      daemon.show(views.emptyBasketView('en'));
      return undefined;
    };
    await kiosk.press('ok');
    await kiosk.seeScreen('basket');
    await expect
      .poll(() => daemon.commands)
      .toMatchObject([{ kind: 'identify', as: { kind: 'card', card: '9801234' } }]);
  });

  test('what was scanned, its price and its name stay behind a tap', async () => {
    const { page, kiosk } = await open({ view: views.basketView('en') });
    expect(await page.locator('main').innerText()).not.toContain('Peanut oil');
    await kiosk.press('items');
    expect(await page.locator('main').innerText()).toContain('Peanut oil');
    await kiosk.press('more-1');
    await expect
      .poll(() => stand.daemon.commands.at(-1))
      .toMatchObject({
        kind: 'set-quantity',
        line: '1',
        quantity: 2,
      });
  });

  test('from the suggestion over the slip to the code: accept, wait, meet, write', async () => {
    const { daemon, kiosk } = await open({ view: views.suggestionsView('en') });
    await kiosk.openBestSuggestion();
    expect(await kiosk.textOf('sentence')).toBe('You ¥120 + Orange ¥90\nreach ¥200: ¥50 off');
    expect(await kiosk.textOf('saving')).toBe('¥25');
    expect(await kiosk.textOf('alone')).toBe('¥120.00');
    expect(await kiosk.textOf('together')).toBe('¥95.00');
    await kiosk.press('preview');
    await kiosk.control('slip-preview').waitFor();
    await kiosk.press('close');
    await kiosk.accept();
    await expect
      .poll(() => daemon.commands.at(-1))
      .toMatchObject({
        kind: 'answer',
        suggestion: views.BEST,
        answer: 'accept',
      });
    daemon.show(views.waitingView('en'));
    await kiosk.seeScreen('waiting');
    expect(await kiosk.control('slot').count()).toBe(2);
    daemon.show(views.matchedView('en'));
    expect(await kiosk.readCode()).toBe(views.CODE);
    await kiosk.press('message');
    await kiosk.press('phrase-i-am-here');
    await expect
      .poll(() => daemon.commands.at(-1))
      .toMatchObject({ kind: 'phrase', phrase: 'i-am-here' });
    daemon.show(views.messagesView('en'));
    await kiosk.press('back');
    expect(await kiosk.textOf('last-message')).toBe('Blue Orange 42: "Two more minutes"');
    daemon.show(views.redeemedView('en'));
    await kiosk.seeScreen('ended');
    expect(await kiosk.textOf('saving')).toBe('¥25');
  });

  test('accept and decline are the same size', async () => {
    const { kiosk } = await open({ view: views.oneSuggestionView('zh-Hans') });
    await kiosk.openBestSuggestion();
    const accept = await kiosk.control('accept').boundingBox();
    const decline = await kiosk.control('decline').boundingBox();
    expect([accept?.width, accept?.height]).toEqual([decline?.width, decline?.height]);
  });

  test('a cancel asks once more, and the pairing stays when she thinks better of it', async () => {
    const { daemon, kiosk } = await open({ view: views.matchedView('en') });
    await kiosk.press('cancel');
    await kiosk.press('cancel-no');
    expect(daemon.commands).toEqual([]);
    await kiosk.press('cancel');
    await kiosk.press('cancel-yes');
    await expect.poll(() => daemon.commands).toMatchObject([{ kind: 'cancel-pairing' }]);
  });

  test('everything can be done with four arrows and OK', async () => {
    const { page, kiosk } = await open({
      view: views.attractView('en'),
      answering: (command, scripted) => {
        if (command.kind === 'identify') scripted.show(views.emptyBasketView('en'));
        return undefined;
      },
    });
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-testid'));
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('start');
    await page.keyboard.press('Enter');
    await kiosk.seeScreen('identify');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('guest');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('type-card');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await kiosk.seeScreen('basket');
  });

  test('the language is switched at once, on every screen, and the daemon learns of it', async () => {
    const { daemon, page, kiosk } = await open({ view: views.basketView('en') });
    await kiosk.speak('zh-Hant');
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-Hant');
    expect(await kiosk.textOf('title')).toBe('您好，綠梨 27');
    await expect
      .poll(() => daemon.commands)
      .toMatchObject([{ kind: 'language', language: 'zh-Hant' }]);
  });

  test('zhuyin keys search for pinyin initials', async () => {
    const { daemon, kiosk } = await open({ view: views.basketView('zh-Hant') });
    await kiosk.press('add');
    await kiosk.press('key-ㄎ');
    await kiosk.press('key-ㄌ');
    await kiosk.press('product-p1');
    expect(
      daemon.commands.map((command) => (command.kind === 'search' ? command.text : command.kind)),
    ).toEqual(['k', 'kl', 'add']);
  });

  test('after the end nothing of the shopper is in the page, within 100 ms', async () => {
    const { page } = await open({ view: views.matchedView('en'), answering: () => 'silence' });
    const waitedMs = await page.evaluate(async () => {
      const end = document.querySelector<HTMLElement>('[data-testid="end"]');
      const from = performance.now();
      end?.click();
      for (;;) {
        const text = document.documentElement.outerHTML;
        if (!/Pear|Orange|2 912345|2912345/.test(text)) return performance.now() - from;
        if (performance.now() - from > 2000) return Number.POSITIVE_INFINITY;
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    });
    expect(waitedMs).toBeLessThanOrEqual(100);
  });

  test('the daemon goes: the screen says so, and comes back by itself with the whole state', async () => {
    const { daemon, kiosk } = await open({ view: views.basketView('en') });
    const { port } = daemon;
    await daemon.stop();
    await kiosk.seeScreen('offline');
    await daemon.start(port);
    await kiosk.seeScreen('basket');
  });

  test('a hostile slip picture runs nothing and fetches nothing', async () => {
    const { page, kiosk } = await open({
      view: views.oneSuggestionView('en'),
      answering: (command) =>
        command.kind === 'preview'
          ? {
              kind: 'done',
              svg: '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><script>window.parent.x=1;fetch("http://127.0.0.1:9/")</script><image href="http://127.0.0.1:9/pixel.png"/><rect width="40" height="40"/></svg>',
            }
          : undefined,
    });
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await kiosk.openBestSuggestion();
    await kiosk.press('preview');
    await kiosk.control('slip-preview').waitFor();
    await page.waitForTimeout(200);
    expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([]);
    expect(await page.evaluate(() => 'x' in window)).toBe(false);
  });

  test('a page that the daemon does not know says that staff must start it again', async () => {
    const { daemon, page, kiosk } = await open({ view: views.attractView('en') });
    await page.goto('about:blank');
    await page.goto(daemon.url.replace('scripted-token', 'old-token'));
    await kiosk.seeScreen('offline');
    expect(await page.locator('main').innerText()).toContain('重新启动');
  });

  test('Chinese characters have glyphs: 永 is not the box of a missing one', async () => {
    const { page } = await open({ view: views.attractView('zh-Hans') });
    const [character, missing] = await page.evaluate(() => {
      const draw = (text: string) => {
        const canvas = document.createElement('canvas');
        const context = canvas.getContext('2d');
        if (context === null) return '';
        context.font = `40px ${getComputedStyle(document.documentElement).fontFamily}`;
        context.fillText(text, 0, 40);
        return canvas.toDataURL();
      };
      return [draw('永'), draw('\uFFFF')];
    });
    expect(character).not.toBe(missing);
  });

  test('nothing on the way made the browser complain', async () => {
    const { complaints, daemon, kiosk } = await open({ view: views.suggestionsView('zh-Hans') });
    await kiosk.openBestSuggestion();
    daemon.show(views.paperOutView('zh-Hans'));
    await kiosk.seeScreen('matched');
    await kiosk.press('end');
    await kiosk.seeScreen('attract');
    expect(complaints).toEqual([]);
    expect(daemon.nonsense).toEqual([]);
  });
});
