import type { PairingForMember, StaffNotice, WaitCall } from '../../contracts/pairing.ts';
import type { PairingId, SaleId, ShopperId, TillId, VisitId } from '../../contracts/ids.ts';
import type { SuggestionsForVisit } from '../../contracts/suggestion.ts';
import type { VisitState } from '../../contracts/visit.ts';

/** What a step tells the world. Central publishes the first five to boxes; the last two are for its own records. */
export type MatcherMessage =
  | { readonly kind: 'suggestions'; readonly value: SuggestionsForVisit }
  | { readonly kind: 'pairing'; readonly value: PairingForMember }
  /** `usual` is left empty by the matcher and filled in by central from the customer database. */
  | { readonly kind: 'visit'; readonly value: VisitState }
  | { readonly kind: 'call'; readonly value: WaitCall }
  | { readonly kind: 'staff'; readonly value: StaffNotice }
  | {
      readonly kind: 'redeemed';
      readonly pairing: PairingId;
      readonly sale: SaleId;
      readonly till: TillId;
      readonly atMs: number;
      readonly savingMinor: number;
      readonly jointTotalMinor: number;
      readonly members: readonly {
        readonly visit: VisitId;
        readonly shopper: ShopperId;
        readonly savesMinor: number;
        readonly jointPaysMinor: number;
      }[];
      readonly promotions: readonly string[];
    }
  | {
      readonly kind: 'refused';
      readonly reason: 'no-such-visit' | 'no-such-suggestion' | 'no-such-pairing' | 'too-late';
      readonly about: string;
    };
