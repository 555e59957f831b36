import { randomBytes, randomInt } from 'node:crypto';
import { hostname } from 'node:os';
import type { ShopConfiguration } from '../../contracts/configuration.ts';
import { DEFAULT_LIVES, type VenueSettings } from '../../matcher/state/settings.ts';

/** What the configuration says about matching. */
export function venueSettings({ venue, daemon, central }: ShopConfiguration): VenueSettings {
  const own = daemon?.tills.filter((till) => till.redemption === 'content') ?? [];
  return {
    ...DEFAULT_LIVES,
    venueName: venue.name,
    currency: venue.currency,
    minorDigits: venue.minorDigits,
    timeZone: venue.timeZone,
    codePrefix: venue.codePrefix,
    meetingPoints: venue.meetingPoints,
    meetingMinutes: venue.meetingMinutes,
    contentTills: [...own.map((till) => till.id), ...(central?.contentTills ?? [])],
  };
}

/** Who holds the lease, in words for a person. */
export function ownerName(): string {
  return `${hostname()} pid ${process.pid} ${randomBytes(4).toString('hex')}`;
}

/** The randomness of one event: a seed for ids, and enough bits for code secrets that nobody can guess. */
export interface Drawn {
  readonly seed: number;
  readonly entropy: string;
}

/** @param random given by tests and replays of a virtual day; otherwise the system's own */
export function drawer(random: (() => number) | undefined): () => Drawn {
  if (random === undefined) {
    return () => ({ seed: randomInt(2 ** 32), entropy: randomBytes(16).toString('hex') });
  }
  return () => ({
    seed: Math.floor(random() * 2 ** 32),
    entropy: Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join(''),
  });
}

/** 256 random bits in hexadecimal, for the customer database's key. */
export function drawKey(random: (() => number) | undefined): () => string {
  const draw = drawer(random);
  return () => draw().entropy + draw().entropy;
}
