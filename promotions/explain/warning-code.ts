import type { KindWarning } from '../kinds/kind.ts';

/** Everything that `promotions check` can point out. */
export type WarningCode =
  | KindWarning
  | 'never-open'
  | 'no-hours'
  | 'empty-scope'
  | 'gives-nothing'
  | 'alone-in-group'
  | 'single-in-group'
  | 'same-priority'
  | 'pooled-per-day'
  | 'pooled-members'
  | 'pooled-cap';
