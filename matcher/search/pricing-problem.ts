import { openFrame, type Frame } from '../value/incremental-gain.ts';
import { partnersOf } from './partner-candidates.ts';
import type { Pool, Slot } from './restricted-master.ts';
import { createShelves, putOnShelves, type Shelves } from '../value/marginal-gains.ts';
import { meanWorth } from './duals.ts';

/** How widely groups are looked for around one shopper; counts, never time, so that a replay does the same. */
export interface Breadth {
  /** Partners looked at. */
  readonly partners: number;
  /** Groups of three and of four whose gain is worked out; where there are more, the most promising partial groups are extended. */
  readonly triples: number;
  readonly quads: number;
  /** Groups are kept that fall short of what their members are worth by at most this share of the mean worth. */
  readonly slack: number;
  /** Groups kept at once for each shopper. */
  readonly columns: number;
}

/** Those whom a shopper may meet, by place: what the search asks of them, in arrays. */
export interface Around {
  readonly pool: Pool;
  readonly slot: Slot;
  readonly frame: Frame;
  readonly partners: readonly Slot[];
  /** What the partners could bring; owners are places. */
  readonly shelves: Shelves;
  /** Scratch: what each partner would add to the group in the frame. */
  readonly added: Float64Array;
  readonly pointBits: Int32Array;
  readonly worths: Float64Array;
  readonly sizes: Uint8Array;
  /** Whether gains can be read from the frame: where registration matters, only among the equally registered. */
  readonly isPlain: Uint8Array;
  readonly hasBlocks: Uint8Array;
  readonly found: Found;
}

/** Looks around a shopper: whom she may meet, and what the search asks of them. */
export function lookAround(pool: Pool, slot: Slot, breadth: Breadth): Around {
  const { registered } = slot.member;
  const frame = openFrame(pool.gains, registered);
  const partners = partnersOf(pool, slot, frame, breadth.partners);
  const shelves = createShelves(pool.gains.pricer.componentCount);
  for (const [place, partner] of partners.entries()) putOnShelves(shelves, place, partner.member);
  const { dependsOnRegistration } = pool.gains;
  const pointBits = Int32Array.from(partners, (partner) => partner.pointBits & slot.pointBits);
  return {
    pool,
    slot,
    frame,
    partners,
    shelves,
    added: new Float64Array(partners.length),
    pointBits,
    worths: Float64Array.from(partners, (partner) => pool.worths[partner.index] ?? 0),
    sizes: Uint8Array.from(partners, (partner) => partner.member.maxGroupSize),
    isPlain: Uint8Array.from(partners, ({ member }) =>
      !dependsOnRegistration || member.registered === registered ? 1 : 0,
    ),
    hasBlocks: Uint8Array.from(partners, ({ member }) => (member.blocks.size > 0 ? 1 : 0)),
    found: {
      places: [],
      gains: [],
      lefts: [],
      bestLeft: 0,
      slackMinor: breadth.slack === Infinity ? Infinity : breadth.slack * meanWorth(pool),
    },
  };
}

/** Whether two partners may stand in one group with the shopper. */
export function canMeet(around: Around, a: number, b: number): boolean {
  if (((around.pointBits[a] ?? 0) & (around.pointBits[b] ?? 0)) === 0) return false;
  if (around.hasBlocks[a] === 0 && around.hasBlocks[b] === 0) return true;
  const [left, right] = [around.partners[a]?.member, around.partners[b]?.member];
  if (left === undefined || right === undefined) return false;
  return !left.blocks.has(right.id) && !right.blocks.has(left.id);
}
/** Feasible groups found so far: three places of partners each, -1 behind the last, and what they leave the shopper. */
export interface Found {
  readonly places: number[];
  readonly gains: number[];
  readonly lefts: number[];
  /** What the best of them leaves her when the others get their worths; to be in none leaves nothing. */
  bestLeft: number;
  readonly slackMinor: number;
}
