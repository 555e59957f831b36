import type { Locator, Page } from 'playwright-core';
import type { Language } from '../../contracts/language.ts';

/** The kiosk page as a shopper uses it. Written on Playwright's `Page`, so that the same steps drive a browser, a scripted daemon and
 *  the whole shop. Every step waits for what it needs. */
export class KioskPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  control(id: string): Locator {
    return this.page.getByTestId(id);
  }

  /** Waits until this screen is shown: the names are those of renderer/session/screen.ts. */
  async seeScreen(name: string): Promise<void> {
    await this.page.locator(`[data-screen="${name}"]`).waitFor();
  }

  async screenName(): Promise<string> {
    return (await this.page.locator('[data-screen]').getAttribute('data-screen')) ?? '';
  }

  async press(id: string): Promise<void> {
    await this.control(id).click();
  }

  async textOf(id: string): Promise<string> {
    return (await this.control(id).first().innerText()).trim();
  }

  async speak(language: Language): Promise<void> {
    await this.press(`language-${language}`);
  }

  async identifyAsGuest(): Promise<void> {
    await this.seeScreen('attract');
    await this.press('start');
    await this.press('guest');
    await this.seeScreen('basket');
  }

  async identifyWithCard(digits: string): Promise<void> {
    await this.seeScreen('attract');
    await this.press('start');
    await this.press('type-card');
    await this.typeDigits(digits);
    await this.press('ok');
    await this.seeScreen('basket');
  }

  async identifyWithWaitNumber(number: number): Promise<void> {
    await this.seeScreen('attract');
    await this.press('start');
    await this.press('have-number');
    await this.typeDigits(String(number));
    await this.press('ok');
    await this.seeScreen('basket');
  }

  async typeDigits(digits: string): Promise<void> {
    for (const digit of digits) await this.press(`digit-${digit}`);
  }

  /** Adds a product by its first letters (keys `A` to `Z`, digits, or zhuyin signs) and its code. */
  async addByLetters(letters: string, code: string): Promise<void> {
    await this.press('add');
    await this.seeScreen('add');
    for (const letter of letters) await this.press(`key-${letter}`);
    await this.press(`product-${code}`);
    await this.press('back');
    await this.seeScreen('basket');
  }

  /** From the basket to the best suggestion's detail. Waits until there is one. */
  async openBestSuggestion(timeoutMs = 30_000): Promise<void> {
    await this.control('see-suggestions').click({ timeout: timeoutMs });
    await this.page.locator('[data-screen="suggestions"], [data-screen="detail"]').waitFor();
    if ((await this.screenName()) === 'suggestions') {
      await this.page.locator('[data-testid^="suggestion-"]').first().click();
    }
    await this.seeScreen('detail');
  }

  async accept(): Promise<void> {
    await this.press('accept');
  }

  async decline(): Promise<void> {
    await this.press('decline');
  }

  /** Waits for the match and reads the code: 13 digits. */
  async readCode(timeoutMs = 30_000): Promise<string> {
    const code = this.control('code');
    await code.waitFor({ timeout: timeoutMs });
    return (await code.getAttribute('data-code')) ?? '';
  }

  /** Closes what lies over the screen and goes back as far as the arrow leads. */
  async home(): Promise<void> {
    for (const id of ['close', 'cancel-no', 'back', 'back']) {
      const control = this.control(id);
      if ((await control.count()) > 0) await control.first().click();
    }
    if ((await this.screenName()) === 'wait-slip') await this.press('finish');
  }

  async end(): Promise<void> {
    await this.press('end');
    await this.seeScreen('attract');
  }
}
