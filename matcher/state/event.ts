import type { PairingCode } from '../../contracts/code.ts';
import type {
  BoxId,
  PairingId,
  ShopperId,
  SuggestionId,
  TerminalId,
  TillId,
  VisitId,
} from '../../contracts/ids.ts';
import type { Language } from '../../contracts/language.ts';
import type { Nickname } from '../../contracts/nickname.ts';
import type { PromotionsFile } from '../../contracts/promotions-file.ts';
import type { Sale, SaleLine } from '../../contracts/sale.ts';
import type { SlipOutcome } from '../../contracts/slip.ts';
import type { Requirements, VisitLine } from '../../contracts/visit.ts';

/**
 * What can happen to the matcher. Central journals each one with its time and seed before it is stepped, so that a recorded day
 * replays to the same bytes. Everything in it is plain JSON and was validated at the border.
 */
export type MatcherEventBody =
  | {
      readonly kind: 'visit-opened';
      readonly visit: VisitId;
      readonly device: BoxId;
      readonly terminal: TerminalId;
      readonly shopper: ShopperId;
      /** A registered shopper (promotions for members). */
      readonly member: boolean;
      readonly language: Language;
      readonly nickname: Nickname;
      /** How often she used each promotion today, by promotion id, from the customer database. */
      readonly usedToday: Readonly<Record<string, number>>;
      readonly requirements: Requirements;
    }
  | {
      readonly kind: 'lines-changed';
      readonly visit: VisitId;
      readonly lines: readonly VisitLine[];
    }
  | {
      readonly kind: 'requirements-changed';
      readonly visit: VisitId;
      readonly requirements: Requirements;
    }
  | {
      readonly kind: 'presence-changed';
      readonly visit: VisitId;
      readonly device: BoxId;
      /** The kiosk where she stands now, or last stood. */
      readonly terminal: TerminalId;
      readonly presence: 'at-kiosk' | 'in-shop';
      readonly waitNumber?: number;
    }
  | { readonly kind: 'visit-ended'; readonly visit: VisitId }
  | {
      readonly kind: 'answer';
      readonly visit: VisitId;
      readonly suggestion: SuggestionId;
      readonly answer: 'accept' | 'decline' | 'take-back';
    }
  | { readonly kind: 'pairing-cancelled'; readonly visit: VisitId; readonly pairing: PairingId }
  /** The open receipt at a till of a shopper known by her card: its lines become the `rung-up` lines of her visit. */
  | {
      readonly kind: 'rung-up';
      readonly till: TillId;
      readonly shopper: ShopperId;
      readonly lines: readonly SaleLine[];
    }
  /** A closed sale, all parts joined; `lines` may be longer than one message's. */
  | { readonly kind: 'sale'; readonly sale: Sale; readonly shopper?: ShopperId }
  /** A code read by our scanner at a till. */
  | {
      readonly kind: 'till-scan';
      readonly till: TillId;
      readonly code: PairingCode;
      readonly scannedAtMs: number;
    }
  | {
      readonly kind: 'slip-reported';
      readonly pairing: PairingId;
      readonly visit: VisitId;
      readonly code: PairingCode;
      readonly outcome: SlipOutcome;
    }
  /** Staff checked a sale that is probably a joint receipt: it was this pairing's, or it was not. */
  | { readonly kind: 'staff-answer'; readonly pairing: PairingId; readonly isRedeemed: boolean }
  /** Another promotions file is in force, with the catalogue's categories (as before if left out). It is journaled like every event,
   *  so that a replay prices each moment as it was priced. */
  | {
      readonly kind: 'promotions-changed';
      readonly file: PromotionsFile;
      readonly known?: readonly { readonly gtin: string; readonly category: string }[];
    }
  | { readonly kind: 'tick' }
  /** Time to improve the plan, bounded in operations. */
  | { readonly kind: 'improve'; readonly operations: number };

/** An event with its time and its random numbers, as it is journaled. */
export interface MatcherEvent {
  readonly atMs: number;
  /** A 32-bit random number drawn by the shell and journaled: ids and codes of this event derive from it and `entropy`. */
  readonly seed: number;
  /** 128 random bits as 32 hexadecimal digits, for code secrets that must not be guessable from a 32-bit seed. */
  readonly entropy: string;
  readonly body: MatcherEventBody;
}
