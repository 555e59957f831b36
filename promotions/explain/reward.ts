/** What any kind of promotion gives. */
export type Reward =
  | { readonly offMinor: number }
  | { readonly percentOff: number }
  | { readonly unitOffMinor: number }
  | { readonly unitPriceMinor: number }
  | { readonly priceMinor: number };
