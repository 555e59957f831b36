/** A number that is preceded by one digit for its length: `from` to `to` stand for `more` digits more than they say. */
function counted(from: number, to: number, more: number): string {
  const lengths: string[] = [];
  for (let digit = from; digit <= to; digit += 1) lengths.push(`${digit}\\d{${digit + more}}`);
  return `(?:${lengths.join('|')})`;
}

const PREFIX = counted(0, 6, 6);
const OFFER = String.raw`\d{6}`;
/** What has to be bought: an amount or a count, what it is, and a family of goods. */
const PURCHASE = String.raw`${counted(1, 5, 0)}[0-49]\d{3}`;
/** A further purchase is of a company of its own, or (9) of the first one's. */
const FURTHER = `${PURCHASE}(?:${PREFIX}|9)`;
const SERIAL = counted(0, 9, 6);

/** (8110): each optional field is announced by its digit, in this order. */
const COUPON = new RegExp(
  [
    `^${PREFIX}${OFFER}${counted(1, 5, 0)}${PURCHASE}`,
    `(?:1[0-3]${FURTHER})?`,
    `(?:2${FURTHER})?`,
    String.raw`(?:3(?<until>\d{6}))?`,
    String.raw`(?:4(?<from>\d{6}))?`,
    `(?:5${SERIAL})?`,
    `(?:6${counted(1, 7, 6)})?`,
    String.raw`(?:9[01256][0-2]\d[01])?$`,
  ].join(''),
);

/** (8112): format, funder, offer, serial number. */
const POSITIVE_OFFER = new RegExp(`^[01]${PREFIX}${OFFER}${SERIAL}$`);

/**
 * Whether a North American coupon is well formed: its counted fields, the order of its optional ones, and its dates.
 * Source: GS1 US, North American Coupon Application Guideline, data of AI (8110).
 */
export function isCoupon(value: string, isDate: (yymmdd: string) => boolean): boolean {
  const match = COUPON.exec(value);
  if (match === null) return false;
  const { from, until } = match.groups ?? {};
  if ([from, until].some((date) => date !== undefined && !isDate(date))) return false;
  return from === undefined || until === undefined || from <= until;
}

/** Whether a coupon of a positive offer file is well formed. Source: GS1 US, AI (8112) coupon data specification. */
export function isPositiveOffer(value: string): boolean {
  return POSITIVE_OFFER.test(value);
}
