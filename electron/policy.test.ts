import { describe, expect, test } from 'vitest';
import { allowNavigation, allowUrl, browserUrl, judgeKey, lockedWebPreferences } from './policy.ts';

describe('what the window may load', () => {
  test.each([
    'app://kiosk/index.html',
    'app://kiosk/assets/index.js',
    'ws://127.0.0.1:7420/kiosk/socket',
    'data:image/svg+xml;charset=utf-8,%3Csvg%3E',
  ])('%s: yes', (url) => {
    expect(allowUrl(url, 7420)).toBe(true);
  });

  test.each([
    'http://127.0.0.1:7420/kiosk/',
    'https://example.com/',
    'app://other/index.html',
    'app://user@kiosk/index.html',
    'ws://127.0.0.1:7421/kiosk/socket',
    'ws://127.0.0.1:7420/other',
    'ws://127.0.0.1:7420@example.com/kiosk/socket',
    'ws://127.0.0.1.example.com:7420/kiosk/socket',
    'wss://127.0.0.1:7420/kiosk/socket',
    'file:///etc/passwd',
    'data:text/html,<script>1</script>',
    'javascript:alert(1)',
    'blob:app://kiosk/x',
    'devtools://devtools/bundled/inspector.html',
    'chrome://gpu',
    '',
  ])('%s: no', (url) => {
    expect(allowUrl(url, 7420)).toBe(false);
  });

  test.each([
    ['app://kiosk/index.html', true],
    ['app://kiosk', true],
    ['app://kiosk.example.com/', false],
    ['app://kioskx/', false],
    ['http://127.0.0.1:7420/kiosk/', false],
    ['about:blank', false],
  ])('going to %s: %s', (url, isAllowed) => {
    expect(allowNavigation(url)).toBe(isAllowed);
  });
});

describe('which keys reach the page', () => {
  const key = (
    name: string,
    held: Partial<Record<'control' | 'alt' | 'shift' | 'meta', boolean>> = {},
  ) => ({
    type: 'keyDown',
    key: name,
    control: false,
    alt: false,
    shift: false,
    meta: false,
    ...held,
  });

  test.each(['0', '9', 'a', 'Z', 'Enter', 'Tab', 'Backspace', ' ', 'ArrowUp', 'ArrowLeft'])(
    '"%s" does',
    (name) => {
      expect(judgeKey(key(name))).toBe('pass');
    },
  );

  test.each([
    'F1',
    'F5',
    'F11',
    'F12',
    'Escape',
    'Alt',
    'Control',
    'Meta',
    'ContextMenu',
    'BrowserBack',
    'PrintScreen',
  ])('"%s" does not', (name) => {
    expect(judgeKey(key(name))).toBe('block');
  });

  test.each([
    ['r', { control: true }],
    ['w', { control: true }],
    ['I', { control: true, shift: true }],
    ['F4', { alt: true }],
    ['Tab', { alt: true }],
    ['q', { meta: true }],
    ['ArrowLeft', { alt: true }],
    ['q', { control: true, alt: true, shift: true, meta: true }],
    ['q', { control: true, alt: true }],
  ])('"%s" with %j does not', (name, held) => {
    expect(judgeKey(key(name, held))).toBe('block');
  });

  test('staff leave with a chord that nobody presses by chance', () => {
    expect(judgeKey(key('Q', { control: true, alt: true, shift: true }))).toBe('staff-exit');
  });
});

test('the page is caged, each setting by name', () => {
  expect(lockedWebPreferences('/preload.cjs')).toEqual({
    preload: '/preload.cjs',
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    contextIsolation: true,
    sandbox: true,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    devTools: false,
    navigateOnDragDrop: false,
    backgroundThrottling: false,
    spellcheck: false,
    enableWebSQL: false,
  });
});

test('the token travels in the fragment, which no server and no log sees', () => {
  expect(browserUrl(7420, 'a+b', 'kiosk-1')).toBe(
    'http://127.0.0.1:7420/kiosk/#token=a%2Bb&terminal=kiosk-1',
  );
});
