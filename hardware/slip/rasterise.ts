import { execFile } from 'node:child_process';

/** An SVG to a PNG of the same size; undefined where this machine cannot. */
export type Rasterise = (svg: string) => Promise<Uint8Array | undefined>;

const WITHIN_MS = 5000;

/** By `rsvg-convert` (Debian package librsvg2-bin) and the fonts of this machine. */
export const rasteriseByRsvg: Rasterise = (svg) =>
  new Promise((resolve) => {
    const child = execFile(
      'rsvg-convert',
      ['--format', 'png', '--background-color', 'white'],
      { encoding: 'buffer', timeout: WITHIN_MS, maxBuffer: 16 << 20 },
      (problem, png) => resolve(problem === null ? png : undefined),
    );
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(svg);
  });
