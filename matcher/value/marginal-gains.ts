import { grown } from '../../promotions/assign/grown.ts';
import type { Frame } from './incremental-gain.ts';
import { partsGain } from './gain-cache.ts';
import type { Member, Part } from './member.ts';
import { NOTHING_USED } from './pricer.ts';
import { giftMinor } from './two-sum-discount.ts';

/**
 * What shoppers could bring to one component, in arrays: so that what each of them would add to a group is worked out for all of them in
 * one go, and only where they have something in common with the group.
 */
export interface Shelf {
  /** Entries are the first so many. */
  count: number;
  /** Whose entry it is: a number by which its owner is known to whoever made the shelf. */
  owners: Int32Array;
  spends: Float64Array;
  units: Float64Array;
  alones: Float64Array;
  /** Whether its owner used a promotion today: then the sums do not say everything. */
  isUsed: Uint8Array;
  readonly parts: Part[];
}

/** Shelves by component. */
export type Shelves = readonly Shelf[];

const FIRST_CAPACITY = 8;

export function createShelves(componentCount: number): Shelves {
  return Array.from({ length: componentCount }, () => ({
    count: 0,
    owners: new Int32Array(FIRST_CAPACITY),
    spends: new Float64Array(FIRST_CAPACITY),
    units: new Float64Array(FIRST_CAPACITY),
    alones: new Float64Array(FIRST_CAPACITY),
    isUsed: new Uint8Array(FIRST_CAPACITY),
    parts: [],
  }));
}

export function putOnShelves(shelves: Shelves, owner: number, member: Member): void {
  for (const part of member.parts) {
    const shelf = shelves[part.component];
    if (shelf === undefined) continue;
    const entry = shelf.count;
    if (entry === shelf.owners.length) grow(shelf);
    shelf.count += 1;
    shelf.owners[entry] = owner;
    shelf.spends[entry] = part.prepared.spendMinor;
    shelf.units[entry] = part.prepared.units;
    shelf.alones[entry] = part.aloneMinor;
    shelf.isUsed[entry] = part.usedToday === NOTHING_USED ? 0 : 1;
    shelf.parts[entry] = part;
  }
}

export function takeOffShelves(shelves: Shelves, owner: number, member: Member): void {
  for (const { component } of member.parts) {
    const shelf = shelves[component];
    if (shelf === undefined) continue;
    const entry = shelf.owners.subarray(0, shelf.count).indexOf(owner);
    if (entry < 0) continue;
    const last = shelf.count - 1;
    shelf.count = last;
    shelf.owners[entry] = shelf.owners[last] ?? 0;
    shelf.spends[entry] = shelf.spends[last] ?? 0;
    shelf.units[entry] = shelf.units[last] ?? 0;
    shelf.alones[entry] = shelf.alones[last] ?? 0;
    shelf.isUsed[entry] = shelf.isUsed[last] ?? 0;
    const moved = shelf.parts.pop();
    if (moved !== undefined && entry < last) shelf.parts[entry] = moved;
  }
}

function grow(shelf: Shelf): void {
  const capacity = shelf.owners.length * 2;
  shelf.owners = grown(shelf.owners, new Int32Array(capacity));
  shelf.spends = grown(shelf.spends, new Float64Array(capacity));
  shelf.units = grown(shelf.units, new Float64Array(capacity));
  shelf.alones = grown(shelf.alones, new Float64Array(capacity));
  shelf.isUsed = grown(shelf.isUsed, new Uint8Array(capacity));
}

/** Whom to ask what they would add: those who can come to one of the points, by owner. */
export interface Asked {
  readonly shelves: Shelves;
  readonly pointBits: Int32Array;
}

/**
 * What each owner would add to the frame's group, into `added` by owner; nothing for those who can come to none of the points.
 * Right for those who are as registered as the group where that matters, and who are not in it.
 */
export function whatEachAdds(
  frame: Frame,
  asked: Asked,
  points: number,
  added: Float64Array,
): void {
  added.fill(0);
  const { from, to, used } = frame;
  for (let component = 0; component < to.length; component += 1) {
    if (to[component] === from[component]) continue;
    const shelf = asked.shelves[component];
    if (shelf === undefined || shelf.count === 0) continue;
    if (used[component] !== 0 || frame.gifts[component] === undefined) {
      for (let entry = 0; entry < shelf.count; entry += 1) {
        if (((asked.pointBits[shelf.owners[entry] ?? 0] ?? 0) & points) !== 0)
          addPart(frame, shelf, entry, component, added);
      }
    } else addGifts(frame, shelf, component, { ...asked, points, added });
  }
}

/** Where the sums of two numbers say everything. */
function addGifts(
  frame: Frame,
  shelf: Shelf,
  component: number,
  to: { readonly pointBits: Int32Array; readonly points: number; readonly added: Float64Array },
): void {
  const { pointBits, points, added } = to;
  const { owners, isUsed, count } = shelf;
  const gift = frame.gifts[component];
  if (gift === undefined) return;
  const before = frame.bestMinor[component] ?? 0;
  const firstChoice = component * 16 + (frame.from[component] ?? 0);
  const lastChoice = component * 16 + (frame.to[component] ?? 0);
  for (let entry = 0; entry < count; entry += 1) {
    const owner = owners[entry] ?? 0;
    if (((pointBits[owner] ?? 0) & points) === 0) continue;
    if (isUsed[entry] === 1) {
      addPart(frame, shelf, entry, component, added);
      continue;
    }
    const spend = shelf.spends[entry] ?? 0;
    const unit = shelf.units[entry] ?? 0;
    const alone = shelf.alones[entry] ?? 0;
    let best = before;
    for (let choice = firstChoice; choice < lastChoice; choice += 1) {
      const gain =
        giftMinor(gift, (frame.spends[choice] ?? 0) + spend, (frame.units[choice] ?? 0) + unit) -
        (frame.alones[choice] ?? 0) -
        alone;
      if (gain > best) best = gain;
    }
    if (best > before) added[owner] = (added[owner] ?? 0) + best - before;
  }
}

/** Where lines have to be looked at: the engine prices it, and what it said is remembered. */
function addPart(
  frame: Frame,
  shelf: Shelf,
  entry: number,
  component: number,
  added: Float64Array,
): void {
  const part = shelf.parts[entry];
  if (part === undefined) return;
  const owner = shelf.owners[entry] ?? 0;
  const gain = partsGain(frame.gains, [...(frame.parts[component] ?? []), part]);
  added[owner] = (added[owner] ?? 0) + gain - (frame.bestMinor[component] ?? 0);
}
