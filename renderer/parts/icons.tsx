import type { JSX } from 'preact';

const PATHS = {
  back: 'M40 24H9M21 11 8 24l13 13',
  settings: 'M10 14h10m8 0h10M24 10v8M10 24h18m8 0h2M32 20v8M10 34h4m8 0h16M18 30v8',
  large: 'M8 38 18 12l10 26M12 30h12M32 38l5-14 5 14M34 33h6',
  lower: 'M24 8v26M12 24l12 12 12-12M10 42h28',
  erase: 'M18 12h22v24H18L8 24zM24 19l10 10M34 19 24 29',
  less: 'M12 24h24',
  more: 'M12 24h24M24 12v24',
  up: 'M10 30 24 16l14 14',
  down: 'M10 18l14 14 14-14',
  place:
    'M24 42S10 28 10 19a14 14 0 0 1 28 0c0 9-14 23-14 23zM24 14a5 5 0 1 0 0 10 5 5 0 0 0 0-10z',
  clock: 'M24 8a16 16 0 1 0 0 32 16 16 0 0 0 0-32zM24 15v10l7 5',
  list: 'M10 14h4M20 14h18M10 24h4M20 24h18M10 34h4M20 34h18',
  requirements: 'M24 40C10 30 8 22 10 16c3-6 11-6 14 1 3-7 11-7 14-1 2 6 0 14-14 24z',
  ticket: 'M8 14h32v7a4 4 0 0 0 0 7v7H8v-7a4 4 0 0 0 0-7zM28 14v4M28 22v4M28 30v4',
} as const;

/** A small drawing beside a word; never instead of one, except where a label says it. */
export function Icon(props: { readonly name: keyof typeof PATHS }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 48 48" aria-hidden="true">
      <path class="stroke" d={PATHS[props.name]} />
    </svg>
  );
}
