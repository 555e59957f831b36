import { describe, expect, test } from 'vitest';
import { kioskContentSecurityPolicy } from '../contracts/socket.ts';
import { fileOf, pageFiles } from './protocol.ts';

describe('which file an address means', () => {
  test.each([
    ['app://kiosk/', '/page/index.html'],
    ['app://kiosk/index.html', '/page/index.html'],
    ['app://kiosk/assets/a.js?v=1#x', '/page/assets/a.js'],
    ['app://kiosk/favicon.svg', '/page/favicon.svg'],
  ])('%s is %s', (url, file) => {
    expect(fileOf(url, '/page')).toBe(file);
  });

  test.each([
    'app://kiosk/..%2fsecret.js',
    'app://kiosk/..%5csecret.js',
    'app://kiosk/a%00.js',
    'app://kiosk/%252e%252e/a.js',
    'app://kiosk/%zz.js',
    'app://kiosk/assets',
    'app://kiosk/a.node',
    'app://kiosk/.env',
    'app://elsewhere/index.html',
    'http://kiosk/index.html',
    'nonsense',
  ])('%s is none', (url) => {
    expect(fileOf(url, '/page')).toBeUndefined();
  });

  test('a path with dots that the address itself resolves stays inside', () => {
    expect(fileOf('app://kiosk/../../../etc/a.js', '/page')).toBe('/page/etc/a.js');
    expect(fileOf('app://kiosk/%2e%2e/%2e%2e/etc/a.js', '/page')).toBe('/page/etc/a.js');
  });
});

describe('what the window gets', () => {
  const serve = pageFiles({
    folder: '/page',
    port: () => 7420,
    read: (path) =>
      path === '/page/index.html'
        ? Promise.resolve(new TextEncoder().encode('<!doctype html>'))
        : Promise.reject(new Error('ENOENT')),
  });

  test("a file comes under the policy that names the daemon's port and nothing else", async () => {
    const response = await serve({ url: 'app://kiosk/index.html' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toBe(kioskContentSecurityPolicy(7420));
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await response.text()).toBe('<!doctype html>');
  });

  test.each(['app://kiosk/missing.js', 'app://kiosk/..%2f..%2fetc/passwd'])(
    '%s is not found',
    async (url) => {
      expect((await serve({ url })).status).toBe(404);
    },
  );
});
