import type { Language } from '../../contracts/language.ts';
import { messagesIn } from '../i18n/words.ts';

/** What a person may change about the display, for this session only. */
export interface Settings {
  /** Before the daemon's answer comes, the page already speaks it; undefined = as the daemon says. */
  readonly language: Language | undefined;
  readonly type: '1' | '1.5';
  readonly contrast: 'normal' | 'high';
  readonly reach: 'off' | 'on';
  readonly motion: 'on' | 'off';
}

export const DEFAULT_SETTINGS: Settings = {
  language: undefined,
  type: '1',
  contrast: 'normal',
  reach: 'off',
  motion: 'on',
};

/** Puts the settings on the document; the style sheets read them from there. */
export function applySettings(root: HTMLElement, settings: Settings, language: Language): void {
  root.lang = language;
  root.style.setProperty('--typeface', messagesIn(language).language.typeface);
  root.dataset['type'] = settings.type;
  root.dataset['contrast'] = settings.contrast;
  root.dataset['reach'] = settings.reach;
  root.dataset['motion'] = settings.motion;
}
