/** Options that several commands of a shop share. */
export const CONFIG = {
  type: 'text',
  value: 'FILE',
  default: 'shop.json',
  about: "the shop's configuration",
} as const;

export const LOG = {
  type: 'choice',
  choices: ['lines', 'json'],
  default: 'lines',
  about: 'how the log on standard error is written: lines for people, or JSON',
} as const;

export const PROMOTIONS = {
  type: 'text',
  short: 'p',
  value: 'FILE',
  required: true,
  about: "the shop's promotions, as promotions.json has them",
} as const;
