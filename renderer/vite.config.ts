import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** The kiosk page: every file its own (the content security policy knows no inline script, style or font), relative addresses, so that
 *  the daemon serves it below `/kiosk/` and the shell below `app://kiosk/`. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: fileURLToPath(new URL('../.build/renderer', import.meta.url)),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    target: 'chrome120',
    cssTarget: 'chrome120',
  },
});
