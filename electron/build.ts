import { fileURLToPath } from 'node:url';
import { build, type InlineConfig } from 'vite';

const HERE = fileURLToPath(new URL('.', import.meta.url));
export const SHELL_FOLDER = fileURLToPath(new URL('../.build/electron', import.meta.url));

/** Bundles the shell's two files into `.build/electron`: the main process, and the preload, which a sandboxed page takes only as one
 *  CommonJS file. */
export async function buildShell(): Promise<void> {
  await build(bundle('main', 'es', 'main.mjs'));
  await build(bundle('preload', 'cjs', 'preload.cjs'));
}

function bundle(entry: string, format: 'es' | 'cjs', fileName: string): InlineConfig {
  return {
    configFile: false,
    root: HERE,
    logLevel: 'warn',
    ssr: { noExternal: true, external: ['electron'] },
    build: {
      ssr: true,
      target: 'node24',
      outDir: SHELL_FOLDER,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        input: `${HERE}${entry}.ts`,
        external: ['electron'],
        output: { format, entryFileNames: fileName, codeSplitting: false },
      },
    },
  };
}

if (import.meta.main) await buildShell();
