import type { CodePrefix } from '../../contracts/code.ts';
import type { MeetingPointId, TillId } from '../../contracts/ids.ts';
import type { LocalText } from '../../contracts/language.ts';

/** What the venue decides about matching; constant while a journal is replayed. Times in milliseconds. */
export interface VenueSettings {
  readonly venueName: LocalText;
  readonly currency: string;
  readonly minorDigits: number;
  readonly timeZone: string;
  readonly codePrefix: CodePrefix;
  readonly meetingPoints: readonly { readonly id: MeetingPointId; readonly name: LocalText }[];
  /** How much time a group needs to meet, 10 unless told otherwise (docs/rules.md#ruling-e). */
  readonly meetingMinutes: number;
  /** How long things live (docs/rules.md#lives). */
  readonly visitMs: number;
  readonly offerAtKioskMs: number;
  readonly offerAfterCallMs: number;
  readonly pairingMs: number;
  readonly redeemWindowMs: number;
  /**
   * Tills at which no code can be read: a sale that is a joint receipt by its lines and total is probably one
   * (docs/rules.md#code-content). Absent in journals from before there was this.
   */
  readonly contentTills?: readonly TillId[];
}

export const DEFAULT_LIVES = {
  meetingMinutes: 10,
  visitMs: 90 * 60_000,
  offerAtKioskMs: 120_000,
  offerAfterCallMs: 10 * 60_000,
  pairingMs: 20 * 60_000,
  redeemWindowMs: 3 * 60_000,
} as const;
