import { hasGs1CheckDigit } from '../../contracts/gtin.ts';
import { isCoupon, isPositiveOffer } from './coupon.ts';
import { isCountryLetters, isCountryNumber, isCurrencyNumber } from './iso-codes.ts';

/**
 * The checks on parts of GS1 data, by the names of ai-table.ts. By their form only: company prefixes (who holds which is GS1's own
 * register) and package types (a code list of the United Nations that grows). Source: GS1 General Specifications; the names of the dictionary's linters stand beside each.
 */
const CHECKS: Readonly<Record<string, (value: string) => boolean>> = {
  /** csum */
  mod10: hasGs1CheckDigit,
  /** gcppos1: begins with a company prefix, four digits at least */
  company: (value) => /^\d{4}/.test(value),
  /** gcppos2: the same after the indicator digit */
  'company+1': (value) => /^.\d{4}/.test(value),
  /** yymmd0: day 00 means the end of the month */
  date0: (value) => isDate(`20${value}`, true),
  /** yymmdd */
  date: (value) => isDate(`20${value}`, false),
  /** yyyymmdd */
  longdate: (value) => isDate(value, false),
  /** hhmi */
  hourminute: (value) => /^(?:[01]\d|2[0-3])[0-5]\d$/.test(value),
  /** hh */
  hour: (value) => /^(?:[01]\d|2[0-3])$/.test(value),
  /** mi */
  minute: (value) => /^[0-5]\d$/.test(value),
  /** ss */
  second: (value) => /^[0-5]\d$/.test(value),
  /** iso3166: a numeric country code */
  country: isCountryNumber,
  /** iso3166999: the same or 999 */
  country999: (value) => value === '999' || isCountryNumber(value),
  /** iso3166alpha2 */
  region: isCountryLetters,
  /** iso4217: a numeric currency code */
  currency: isCurrencyNumber,
  /** pcenc: percent signs are followed by two hexadecimal digits */
  percent: (value) => !/%(?![0-9A-Fa-f]{2})/.test(value),
  /** yesno */
  bool: (value) => value === '0' || value === '1',
  /** nonzero */
  positive: (value) => /[1-9]/.test(value),
  /** zero */
  zero: (value) => /^0+$/.test(value),
  /** winding */
  winding: (value) => /^[019]$/.test(value),
  /** pieceoftotal: piece number and count, neither zero, the number not above the count */
  piece: (value) => {
    const piece = Number(value.slice(0, 2));
    const total = Number(value.slice(2));
    return piece >= 1 && total >= 1 && piece <= total;
  },
  /** posinseqslash: `1/2` */
  position: (value) => {
    const match = /^([1-9]\d*)\/([1-9]\d*)$/.exec(value);
    return match !== null && Number(match[1]) <= Number(match[2]);
  },
  /** packagetype */
  package: (value) => /^[0-9A-Z]{1,3}$/.test(value),
  /** mediatype */
  media: (value) => /^(?:0[1-9]|10|[89]\d)$/.test(value),
  /** iban: letters of the country, check digits by mod 97 */
  iban: isIban,
  /** importeridx */
  importer: (value) => /^[-_0-9A-Za-z]$/.test(value),
  /** couponcode */
  coupon: (value) => isCoupon(value, (date) => isDate(`20${date}`, false)),
  /** couponposoffer */
  offer: isPositiveOffer,
  /** csumalpha: two check characters over the 82 characters */
  alpha: hasAlphaCheck,
  /** hyphen */
  minus: (value) => value === '-',
  /** hasnondigit */
  nondigit: (value) => /\D/.test(value),
  /** nozeroprefix */
  nolead0: (value) => value === '0' || !value.startsWith('0'),
  /** latitude: tenths of millionths of a degree, from the south pole */
  latitude: (value) => Number(value) <= 1_800_000_000,
  /** longitude: the same, eastwards */
  longitude: (value) => Number(value) <= 3_600_000_000,
  /** iso5218 */
  sex: (value) => /^[0129]$/.test(value),
};

/** Whether a part passes a check; an unknown name is our own mistake. */
export function passesCheck(name: string, value: string): boolean {
  const check = CHECKS[name];
  if (check === undefined)
    throw new Error(`ai-table.ts names a check that does not exist: ${name}`);
  return check(value);
}

function isDate(yyyymmdd: string, mayEndMonth: boolean): boolean {
  const year = Number(yyyymmdd.slice(0, 4));
  const month = Number(yyyymmdd.slice(4, 6));
  const day = Number(yyyymmdd.slice(6, 8));
  if (month < 1 || month > 12) return false;
  if (day === 0) return mayEndMonth;
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function isIban(value: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{7,30}$/.test(value)) return false;
  if (!isCountryLetters(value.slice(0, 2))) return false;
  let rest = 0;
  for (const character of value.slice(4) + value.slice(0, 4)) {
    const number = Number.parseInt(character, 36);
    rest = (rest * (number > 9 ? 100 : 10) + number) % 97;
  }
  return rest === 1;
}

const DATA_CHARACTERS =
  '!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';
const CHECK_CHARACTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const PRIMES = [
  2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83,
];

/** The last two characters check the others: each by its place's prime, modulo 1021, in base 32.
 *  Source: GS1 General Specifications, check character pair; vector 1987654Ad4X4bL5ttr2310c2K. */
function hasAlphaCheck(value: string): boolean {
  if (value.length < 3 || value.length > PRIMES.length + 2) return false;
  let sum = 0;
  const body = value.slice(0, -2);
  for (let index = 0; index < body.length; index += 1) {
    const number = DATA_CHARACTERS.indexOf(body.charAt(body.length - 1 - index));
    sum += number * (PRIMES[index] ?? 0);
  }
  const rest = sum % 1021;
  const pair = CHECK_CHARACTERS.charAt(rest >> 5) + CHECK_CHARACTERS.charAt(rest & 31);
  return value.endsWith(pair);
}
