/** Everything that `promotions check` can point out. */
export type WarningCode =
  | 'never-open'
  | 'no-hours'
  | 'empty-scope'
  | 'gives-nothing'
  | 'alone-in-group'
  | 'single-in-group'
  | 'max-times-alone'
  | 'off-above-threshold'
  | 'falling-tiers'
  | 'capped-tiers'
  | 'same-priority'
  | 'pooled-per-day'
  | 'pooled-members'
  | 'pooled-cheapest'
  | 'pooled-retailer'
  | 'pooled-once'
  | 'pooled-cap';
