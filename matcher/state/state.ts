import type { PairingCode } from '../../contracts/code.ts';
import type {
  ChannelId,
  DeviceId,
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
import type { PromotionSet } from '../../promotions/compile/compiled.ts';

/** A shopper present now, or ended a while ago and kept for daemons that were away. */
export interface Visit {
  readonly id: VisitId;
  readonly shopper: ShopperId;
  readonly member: boolean;
  readonly language: Language;
  readonly nickname: Nickname;
  readonly endsAtMs: number;
  device: DeviceId;
  terminal: TerminalId;
  /** Since when she waits for a partner: her arrival, or later if she let others down. */
  waitingSinceMs: number;
  /** No offers before this: she let one lapse. Any sign of life ends it. */
  quietUntilMs: number;
  usedToday: Readonly<Record<string, number>>;
  requirements: Requirements;
  lines: readonly VisitLine[];
  rungUp: readonly VisitLine[];
  presence: 'at-kiosk' | 'in-shop' | 'ended';
  endedBecause: VisitState['endedBecause'];
  waitNumber: number | undefined;
  hasBeenOffered: boolean;
  accepted: SuggestionId | undefined;
  /** The confirmed pairing that she is in. */
  pairing: PairingId | undefined;
  readonly suggestions: Set<SuggestionId>;
  /** Keys of groups with her that somebody turned down; forgotten with the visit. */
  readonly bans: Set<string>;
  /** Of the list of her suggestions. */
  version: number;
  none: VisitState['none'];
  /** Her state as it was last told. */
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
  /** What each who accepted was to save: her acceptance covers that and everything better. */
  readonly accepted: Map<VisitId, number>;
}

/** A confirmed group: frozen but for its state, its codes and the fate of its slips. */
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
  /** A sale without a code that is this joint receipt by its lines and total: staff say whether it was. */
  probable: ClosedSale | undefined;
}

/** What redeeming needs to know of a sale. */
export type ClosedSale = Pick<Sale, 'sale' | 'till' | 'closedAtMs' | 'totalMinor'>;

export interface PairingMember {
  readonly visit: VisitId;
  readonly shopper: ShopperId;
  readonly language: Language;
  readonly nickname: Nickname;
  readonly savesMinor: number;
  readonly jointPaysMinor: number;
  device: DeviceId;
  terminal: TerminalId;
  code: PairingCode;
  isReprint: boolean;
  version: number;
  endedBecause: PairingForMember['endedBecause'];
  slipOutcome: SlipOutcome | undefined;
}

export interface CodeRecord {
  readonly pairing: PairingId;
  readonly visit: VisitId;
  state: 'good' | 'redeemed' | 'revoked' | 'expired';
}

/** What a till has to say to pairings: codes scanned at it that wait for their sale, and its last sale. */
export interface TillRecord {
  scans: readonly { readonly code: PairingCode; readonly scannedAtMs: number }[];
  lastSale: Sale | undefined;
}

export type TimedThing =
  | { readonly kind: 'visit'; readonly visit: VisitId }
  | { readonly kind: 'offer'; readonly suggestion: SuggestionId }
  | { readonly kind: 'pairing'; readonly pairing: PairingId }
  | { readonly kind: 'forget-visit'; readonly visit: VisitId }
  | { readonly kind: 'forget-pairing'; readonly pairing: PairingId }
  | { readonly kind: 'prices' };

/**
 * All that the matcher knows of one venue. Opaque to the shell: it makes one with `createMatcher`, hands it to `step`, and reads
 * it through `presentMessages`. `step` changes it in place, so that an event costs what it changes and no more.
 */
export interface MatcherState {
  readonly settings: VenueSettings;
  promotions: PromotionSet;
  /** The catalogue's categories, and those learned from lines that would otherwise tie components together. */
  known: KnownProduct[];
  readonly master: RestrictedMaster;
  readonly parts: PartCounter;
  readonly visits: Map<VisitId, Visit>;
  /** The open visit of a shopper. */
  readonly visitOfShopper: Map<string, VisitId>;
  readonly suggestions: Map<SuggestionId, Suggestion>;
  readonly suggestionOfGroup: Map<string, SuggestionId>;
  readonly pairings: Map<PairingId, Pairing>;
  readonly codes: Map<PairingCode, CodeRecord>;
  readonly tills: Map<TillId, TillRecord>;
  /** Uses of promotions by shopper, on one local day. */
  readonly used: Map<string, { readonly day: string; readonly times: Record<string, number> }>;
  readonly timers: Timer<TimedThing>[];
  /** How long visits lately waited, newest last. */
  readonly waits: Wait[];
  /** Who let others down lately, by shopper. */
  readonly noShows: Map<string, NoShow>;
  nowMs: number;
}

/** One step at work: where it draws from, and what it has to say. */
export interface Turn {
  readonly state: MatcherState;
  readonly nowMs: number;
  readonly random: Random;
  readonly secret: Random;
  readonly messages: MatcherMessage[];
  /** Visits whose list of suggestions changed, and whose state did. */
  readonly relisted: Set<VisitId>;
  readonly restated: Set<VisitId>;
  /** Offers that made room in this turn, by their groups. */
  readonly displaced: Map<string, Suggestion>;
  /** Offers that are new in this turn. */
  readonly made: Set<SuggestionId>;
  /** Shoppers whose basket or requirements changed: their offers are to be worked out again. */
  readonly moved: Set<string>;
}
/** How long a visit waited for its first suggestion, or without one until it left. */
export interface Wait {
  readonly waitedMs: number;
  readonly wasOffered: boolean;
}
/** How often somebody let others down lately: cancelled what was confirmed, or did not come. */
export interface NoShow {
  readonly times: number;
  readonly lastAtMs: number;
}
