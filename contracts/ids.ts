import { z } from 'zod';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A name that a person gave in a configuration file and that may stand in a topic: no `/`, `+`, `#`, no spaces. */
const Name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'letters, digits, dot, dash, underscore; at most 63');

/** A shop. */
export const VenueId = Name.brand<'VenueId'>();
export type VenueId = z.infer<typeof VenueId>;

/** A box: the `dev` of topics and envelopes, also its MQTT user name and client id. */
export const BoxId = Name.brand<'BoxId'>();
export type BoxId = z.infer<typeof BoxId>;

/** A kiosk screen of a box. */
export const TerminalId = Name.brand<'TerminalId'>();
export type TerminalId = z.infer<typeof TerminalId>;

/** A POS terminal whose feed a box reads. */
export const TillId = Name.brand<'TillId'>();
export type TillId = z.infer<typeof TillId>;

/** A place in the venue where the members of a pairing meet. */
export const MeetingPointId = Name.brand<'MeetingPointId'>();
export type MeetingPointId = z.infer<typeof MeetingPointId>;

/** A promotion's id, as its owner wrote it. */
export const PromotionId = z.string().min(1).max(64);
export type PromotionId = z.infer<typeof PromotionId>;

/** A ULID: 10 characters of time, 16 of randomness, in Crockford's base 32. Source: github.com/ulid/spec. */
export const Ulid = z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, 'a ULID');

export const MessageId = Ulid.brand<'MessageId'>();
export type MessageId = z.infer<typeof MessageId>;
/** Pseudonymous: never a card number. Derived by central from the card's hash, or the visit's own id for a guest. */
export const ShopperId = z.string().min(1).max(64).brand<'ShopperId'>();
export type ShopperId = z.infer<typeof ShopperId>;
export const VisitId = Ulid.brand<'VisitId'>();
export type VisitId = z.infer<typeof VisitId>;
export const SuggestionId = Ulid.brand<'SuggestionId'>();
export type SuggestionId = z.infer<typeof SuggestionId>;
export const PairingId = Ulid.brand<'PairingId'>();
export type PairingId = z.infer<typeof PairingId>;
export const ChannelId = Ulid.brand<'ChannelId'>();
export type ChannelId = z.infer<typeof ChannelId>;
/** A hash over the till and the receipt's identity: the same receipt, read twice, has the same id. */
export const SaleId = z
  .string()
  .regex(/^[0-9a-f]{32}$/, 'a sale id')
  .brand<'SaleId'>();
export type SaleId = z.infer<typeof SaleId>;

/**
 * Builds a ULID from a time and a source of randomness that the caller owns, so that a replay makes the same ids.
 * @param timeMs milliseconds since 1970
 * @param random a number in [0, 1) at each call; 16 calls are made
 */
export function ulid(timeMs: number, random: () => number): string {
  let time = Math.floor(timeMs);
  let head = '';
  for (let index = 0; index < 10; index += 1) {
    head = CROCKFORD.charAt(time % 32) + head;
    time = Math.floor(time / 32);
  }
  let tail = '';
  for (let index = 0; index < 16; index += 1) tail += CROCKFORD.charAt(Math.floor(random() * 32));
  return head + tail;
}
