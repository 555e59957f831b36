import type { PairingCode } from '../../contracts/code.ts';
import type {
  ChannelId,
  BoxId,
  MeetingPointId,
  PairingId,
  SaleId,
  ShopperId,
  SuggestionId,
  TerminalId,
  TillId,
  VisitId,
} from '../../contracts/ids.ts';
import type { Language, LocalText } from '../../contracts/language.ts';
import type { Nickname } from '../../contracts/nickname.ts';
import type { PairingForMember, PairingState } from '../../contracts/pairing.ts';
import type { Sale } from '../../contracts/sale.ts';
import type { JointLine, SlipOutcome } from '../../contracts/slip.ts';
import type { SuggestionReason } from '../../contracts/suggestion.ts';
import type { Requirements, VisitLine, VisitState } from '../../contracts/visit.ts';
import type { KnownProduct } from '../../promotions/compile/compile.ts';
import type { Timer } from './timer-heap.ts';
import type { GroupTerms } from '../value/feasibility.ts';
import type { PartCounter } from '../value/member.ts';
import type { MatcherMessage } from './message.ts';
import type { RestrictedMaster } from '../search/restricted-master.ts';
import type { Random } from './random.ts';
import type { VenueSettings } from './settings.ts';
import type { PromotionSet } from '../../promotions/model/compiled.ts';

/** The presence of one shopper in the venue. An ended visit is kept for a while, for daemons that were offline. */
export interface Visit {
  readonly id: VisitId;
  readonly shopper: ShopperId;
  /** Whether she is a registered shopper. */
  readonly registered: boolean;
  readonly language: Language;
  readonly nickname: Nickname;
  readonly endsAtMs: number;
  device: BoxId;
  terminal: TerminalId;
  /** Since when she waits for a partner: her arrival, or later after a no-show. */
  waitingSinceMs: number;
  /** No suggestions before this time, because she did not answer or did not come. Any action of hers ends it. */
  quietUntilMs: number;
  /** By promotion id how often she used it today. */
  usedToday: Readonly<Record<string, number>>;
  requirements: Requirements;
  /** Scanned, planned and predicted lines; and the lines of her open receipt at a till. */
  lines: readonly VisitLine[];
  rungUp: readonly VisitLine[];
  presence: 'at-kiosk' | 'in-shop' | 'ended';
  endedBecause: VisitState['endedBecause'];
  waitNumber: number | undefined;
  /** Whether she has had a suggestion in this visit. */
  hadSuggestion: boolean;
  /** The suggestion that she has accepted. */
  accepted: SuggestionId | undefined;
  /** The confirmed pairing that she is in. */
  pairing: PairingId | undefined;
  readonly suggestions: Set<SuggestionId>;
  /** Keys of banned groups with her (`groupKey`). The bans end with the visit. */
  readonly bans: Set<string>;
  /** The version of her list of suggestions. */
  version: number;
  /** Why she has no suggestion. */
  none: VisitState['none'];
  /** The last visit message without its wait estimate, as JSON text. */
  toldState: string;
}

/** A suggestion in the state `offered`. */
export interface Suggestion {
  readonly id: SuggestionId;
  readonly groupKey: string;
  readonly visits: readonly VisitId[];
  readonly expiresAtMs: number;
  terms: GroupTerms;
  reasons: readonly SuggestionReason[];
  /** The members who accepted, and what each was to save, in minor units: an acceptance covers that much and more. */
  readonly accepted: Map<VisitId, number>;
}

/** A confirmed group. Only its state, its codes and the outcome of its slips change. */
export interface Pairing {
  readonly id: PairingId;
  readonly channel: ChannelId;
  readonly confirmedAtMs: number;
  readonly expiresAtMs: number;
  readonly meetingPoint: { readonly id: MeetingPointId; readonly name: LocalText };
  readonly joint: readonly JointLine[];
  readonly jointTotalMinor: number;
  readonly savingMinor: number;
  /** How often the joint receipt uses each promotion. */
  readonly uses: Readonly<Record<string, number>>;
  readonly members: readonly PairingMember[];
  state: PairingState;
  sale: SaleId | undefined;
  /** A sale without a code that has the lines and the total of this joint receipt. Staff say whether it was it. */
  probable: ClosedSale | undefined;
}

/** What redeeming needs to know of a sale. */
export type ClosedSale = Pick<Sale, 'sale' | 'till' | 'closedAtMs' | 'totalMinor'>;

/** A member of a pairing, with the code on her slip and where the slip would be printed. */
export interface PairingMember {
  readonly visit: VisitId;
  readonly shopper: ShopperId;
  readonly language: Language;
  readonly nickname: Nickname;
  readonly savesMinor: number;
  readonly jointPaysMinor: number;
  device: BoxId;
  terminal: TerminalId;
  code: PairingCode;
  isReprint: boolean;
  version: number;
  endedBecause: PairingForMember['endedBecause'];
  slipOutcome: SlipOutcome | undefined;
}

/** Whose code it is, and whether it can be redeemed. */
export interface CodeRecord {
  readonly pairing: PairingId;
  readonly visit: VisitId;
  state: 'good' | 'redeemed' | 'revoked' | 'expired';
}

/** The codes scanned at a till that wait for a sale there, and its last sale. */
export interface TillRecord {
  scans: readonly { readonly code: PairingCode; readonly scannedAtMs: number }[];
  lastSale: Sale | undefined;
}

/** What a timer is for. */
export type TimedThing =
  | { readonly kind: 'visit'; readonly visit: VisitId }
  | { readonly kind: 'suggestion'; readonly suggestion: SuggestionId }
  | { readonly kind: 'pairing'; readonly pairing: PairingId }
  | { readonly kind: 'forget-visit'; readonly visit: VisitId }
  | { readonly kind: 'forget-pairing'; readonly pairing: PairingId }
  | { readonly kind: 'promotions' };

/**
 * The state of the matcher of one venue. It is opaque to the shell, which creates it with `createMatcher`, passes it to `step` and
 * reads it through `presentMessages`. `step` changes it in place, so that an event costs only what it changes.
 */
export interface MatcherState {
  readonly settings: VenueSettings;
  promotions: PromotionSet;
  /** The catalogue's categories, and those learned from lines (`learnLines`). */
  known: KnownProduct[];
  readonly master: RestrictedMaster;
  readonly parts: PartCounter;
  readonly visits: Map<VisitId, Visit>;
  /** The open visit of a shopper. */
  readonly visitOfShopper: Map<string, VisitId>;
  readonly suggestions: Map<SuggestionId, Suggestion>;
  /** By `groupKey`. */
  readonly suggestionOfGroup: Map<string, SuggestionId>;
  readonly pairings: Map<PairingId, Pairing>;
  readonly codes: Map<PairingCode, CodeRecord>;
  readonly tills: Map<TillId, TillRecord>;
  /** Uses of promotions by shopper, on one local day. */
  readonly used: Map<string, { readonly day: string; readonly times: Record<string, number> }>;
  /** A binary heap by time. */
  readonly timers: Timer<TimedThing>[];
  /** How long recent visits waited, newest last. */
  readonly waits: Wait[];
  /** By shopper her recent no-shows. */
  readonly noShows: Map<string, NoShow>;
  nowMs: number;
}

/** One step in progress: its random generators, its messages, and what it has changed so far. */
export interface Turn {
  readonly state: MatcherState;
  readonly nowMs: number;
  /** For ids; and for the secrets of codes. */
  readonly random: Random;
  readonly secret: Random;
  readonly messages: MatcherMessage[];
  /** Visits whose list of suggestions is to be sent; and visits whose state may have to be sent. */
  readonly relisted: Set<VisitId>;
  readonly restated: Set<VisitId>;
  /** Suggestions that were displaced in this turn, by `groupKey`. */
  readonly displaced: Map<string, Suggestion>;
  /** Suggestions that were made in this turn. */
  readonly made: Set<SuggestionId>;
  /** Shoppers whose basket or requirements changed: their suggestions are to be reviewed. */
  readonly moved: Set<string>;
}

/** How long a visit waited for its first suggestion, or without one until it left. */
export interface Wait {
  readonly waitedMs: number;
  readonly gotSuggestion: boolean;
}

/** How often a shopper let others down: she cancelled a pairing or did not come. */
export interface NoShow {
  readonly times: number;
  readonly lastAtMs: number;
}
