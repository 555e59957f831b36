import type { CodePrefix } from '../../contracts/code.ts';
import type { MeetingPointId, TillId } from '../../contracts/ids.ts';
import type { LocalText } from '../../contracts/language.ts';

/** The venue's settings for matching. They are constant while a journal is replayed. Durations are in milliseconds. */
export interface VenueSettings {
  readonly venueName: LocalText;
  readonly currency: string;
  readonly minorDigits: number;
  readonly timeZone: string;
  readonly codePrefix: CodePrefix;
  readonly meetingPoints: readonly { readonly id: MeetingPointId; readonly name: LocalText }[];
  /** How much time a group needs to meet, in minutes (docs/rules.md#ruling-e). Default 10. */
  readonly meetingMinutes: number;
  /** How long a visit lasts (docs/rules.md#lives). */
  readonly visitMs: number;
  /** How long a suggestion is open if all members are at a kiosk, and if the number of one of them was called. */
  readonly offerAtKioskMs: number;
  readonly offerAfterCallMs: number;
  /** How long a pairing can be redeemed. */
  readonly pairingMs: number;
  /** How long a code that was scanned at a till waits for its sale to close. */
  readonly redeemWindowMs: number;
  /** Tills that read no codes: a sale with the lines and the total of a joint receipt is probably one (docs/rules.md#code-content). Absent in
   *  old journals. */
  readonly contentTills?: readonly TillId[];
}

/** The default durations. */
export const DEFAULT_LIVES = {
  meetingMinutes: 10,
  visitMs: 90 * 60_000,
  offerAtKioskMs: 120_000,
  offerAfterCallMs: 10 * 60_000,
  pairingMs: 20 * 60_000,
  redeemWindowMs: 3 * 60_000,
} as const;
