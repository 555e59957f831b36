import { compareText, type Member, type Part } from './member.ts';
import { NOTHING_USED, type Pricer, type PricerContext } from './pricer.ts';
import { discountOfSums } from './two-sum-discount.ts';

/** The best joint receipt of a group: which parts are on it, and what the group gains by it. */
export interface JointReceipt {
  readonly gainMinor: number;
  /** The parts on the joint receipt: by component, and within a component in the order of members. */
  readonly parts: readonly Part[];
  /** Whether it is priced as a registered shopper's: only if all who contribute are registered (docs/rules.md#ruling-j). */
  readonly registered: boolean;
}

/** The discount of some parts of one component on a joint receipt, less the sum of their own discounts. May be negative. */
export function pooledExtraMinor(
  parts: readonly Part[],
  registered: boolean,
  pricer: Pricer,
): number {
  const [first] = parts;
  if (first === undefined) return 0;
  const alone = parts.reduce((sum, part) => sum + part.aloneMinor, 0);
  const aggregate = parts.every((part) => part.usedToday === NOTHING_USED)
    ? pricer.aggregateDiscount(first.component, registered)
    : undefined;
  if (aggregate !== undefined) {
    let [spendMinor, units] = [0, 0];
    for (const part of parts) {
      spendMinor += part.prepared.spendMinor;
      units += part.prepared.units;
    }
    return discountOfSums(aggregate, spendMinor, units) - alone;
  }
  const lines = parts.map((part) => part.prepared);
  return pricer.discountMinor(first.component, lines, contextOf(parts, registered)) - alone;
}

/** A joint receipt is a use of a promotion for each contributor: the contributor who used it most often today sets the limit. */
function contextOf(parts: readonly Part[], registered: boolean): PricerContext {
  if (parts.every((part) => part.usedToday === NOTHING_USED)) {
    return registered ? REGISTERED : NOT_REGISTERED;
  }
  const usedToday: Record<string, number> = {};
  for (const part of parts) {
    for (const [promotion, times] of Object.entries(part.usedToday)) {
      usedToday[promotion] = Math.max(usedToday[promotion] ?? 0, times);
    }
  }
  return { registered, usedToday };
}

const REGISTERED: PricerContext = { registered: true, usedToday: NOTHING_USED };
const NOT_REGISTERED: PricerContext = { registered: false, usedToday: NOTHING_USED };

/**
 * `V(G)` (docs/rules.md#value): the set of parts with the largest gain; of several, the one with the fewest lines, then the smallest ids
 * (docs/rules.md#ruling-j). Components are independent of each other, so each is maximised by itself. The one link between them is whether all
 * contributors are registered: where that matters, both cases are tried and the better one is kept.
 */
export function bestJointReceipt(members: readonly Member[], pricer: Pricer): JointReceipt {
  const components = partsByComponent(members);
  const everyone = members.every((member) => member.registered);
  const nobody = members.every((member) => !member.registered);
  const isMixed =
    !everyone &&
    !nobody &&
    components.some((parts) => pricer.dependsOnRegistration(parts[0]?.component ?? 0));
  if (!isMixed) {
    return jointReceiptOf(
      components.map((parts) => bestChoice(parts, everyone, pricer)),
      everyone,
    );
  }
  const registeredOnly = components.map((parts) =>
    best(
      choices(
        parts.filter((part) => part.registered),
        true,
        pricer,
      ),
    ),
  );
  const withGuest = bestWithGuest(components.map((parts) => choices(parts, false, pricer)));
  const asRegistered = jointReceiptOf(registeredOnly, true);
  if (withGuest === undefined) return asRegistered;
  const asGuest = jointReceiptOf(withGuest, false);
  return compareChoices(asRegistered, asGuest) <= 0 ? asRegistered : asGuest;
}

/** The parts of members, one list a component that occurs, ascending; within a list in the order of the members. */
export function partsByComponent(members: readonly Member[]): readonly (readonly Part[])[] {
  const byComponent = new Map<number, Part[]>();
  for (const member of members) {
    for (const part of member.parts) {
      const parts = byComponent.get(part.component);
      if (parts === undefined) byComponent.set(part.component, [part]);
      else parts.push(part);
    }
  }
  return [...byComponent.entries()].sort(([a], [b]) => a - b).map(([, parts]) => parts);
}

interface Choice {
  readonly gainMinor: number;
  readonly parts: readonly Part[];
}

/** All subsets of the parts, the empty one first. */
function choices(parts: readonly Part[], registered: boolean, pricer: Pricer): readonly Choice[] {
  const all: Choice[] = [{ gainMinor: 0, parts: [] }];
  for (let mask = 1; mask < 1 << parts.length; mask += 1) {
    const chosen = parts.filter((_, index) => (mask & (1 << index)) !== 0);
    all.push({ gainMinor: pooledExtraMinor(chosen, registered, pricer), parts: chosen });
  }
  return all;
}

const NO_PARTS: Choice = { gainMinor: 0, parts: [] };

/** The same result as `best(choices(…))`, without building the other choices: this function is called very often. */
function bestChoice(parts: readonly Part[], registered: boolean, pricer: Pricer): Choice {
  const [first] = parts;
  // A single part earns the same on the joint receipt as on its owner's.
  if (first === undefined || parts.length === 1) return NO_PARTS;
  const aggregate = parts.every((part) => part.usedToday === NOTHING_USED)
    ? pricer.aggregateDiscount(first.component, registered)
    : undefined;
  if (aggregate === undefined) return best(choices(parts, registered, pricer));
  let winner = NO_PARTS;
  for (let mask = 1; mask < 1 << parts.length; mask += 1) {
    let [spend, units, alone] = [0, 0, 0];
    for (const [index, part] of parts.entries()) {
      if ((mask & (1 << index)) === 0) continue;
      spend += part.prepared.spendMinor;
      units += part.prepared.units;
      alone += part.aloneMinor;
    }
    const gainMinor = discountOfSums(aggregate, spend, units) - alone;
    if (gainMinor <= 0 || gainMinor < winner.gainMinor) continue;
    const choice = { gainMinor, parts: parts.filter((_, index) => (mask & (1 << index)) !== 0) };
    if (compareChoices(choice, winner) < 0) winner = choice;
  }
  return winner;
}

function best(all: readonly Choice[]): Choice {
  return all.reduce((a, b) => (compareChoices(a, b) <= 0 ? a : b));
}

/** The best choice for each component under the condition that at least one contributor is not registered. */
function bestWithGuest(components: readonly (readonly Choice[])[]): readonly Choice[] | undefined {
  const hasGuest = (choice: Choice): boolean => choice.parts.some((part) => !part.registered);
  const free = components.map(best);
  if (free.some(hasGuest)) return free;
  let winner: readonly Choice[] | undefined;
  for (const [index, all] of components.entries()) {
    const guests = all.filter(hasGuest);
    if (guests.length === 0) continue;
    const candidate = free.with(index, best(guests));
    if (winner === undefined || compareChoices(merged(candidate), merged(winner)) < 0) {
      winner = candidate;
    }
  }
  return winner;
}

function merged(all: readonly Choice[]): Choice {
  return {
    gainMinor: all.reduce((sum, choice) => sum + choice.gainMinor, 0),
    parts: all.flatMap((choice) => choice.parts),
  };
}

function jointReceiptOf(all: readonly Choice[], registered: boolean): JointReceipt {
  return { ...merged(all), registered };
}

/** Negative where `a` is better: larger gain, then fewer lines, then smaller ids. */
function compareChoices(a: Choice, b: Choice): number {
  if (a.gainMinor !== b.gainMinor) return b.gainMinor - a.gainMinor;
  const lines = (choice: Choice): number =>
    choice.parts.reduce((sum, part) => sum + part.lines.length, 0);
  if (lines(a) !== lines(b)) return lines(a) - lines(b);
  const left = sortedLineIds(a.parts);
  const right = sortedLineIds(b.parts);
  for (let index = 0; index < left.length; index += 1) {
    const [leftOwner = '', leftLine = ''] = left[index] ?? [];
    const [rightOwner = '', rightLine = ''] = right[index] ?? [];
    const order = compareText(leftOwner, rightOwner) || compareText(leftLine, rightLine);
    if (order !== 0) return order;
  }
  return 0;
}

function sortedLineIds(parts: readonly Part[]): readonly (readonly [string, string])[] {
  return parts
    .flatMap((part) => part.lines.map((line): readonly [string, string] => [part.owner, line.id]))
    .sort(([ownerA, lineA], [ownerB, lineB]) =>
      ownerA === ownerB ? compareText(lineA, lineB) : compareText(ownerA, ownerB),
    );
}
