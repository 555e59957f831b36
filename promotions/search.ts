import { roundHalfUp, SCALE } from './arithmetic.ts';
import type { Row } from './rows.ts';
import type { Edge, Prospects, Track } from './track.ts';

/** A machine, how its gains become money, and how it sees the rest of the row. */
export interface Contender {
  readonly track: Track;
  readonly prospects: Prospects;
  /** Cap on its discount, in ten-thousandths. */
  readonly cap: number;
  /** The most that rounding half up can add to its gains, in ten-thousandths; 0 where its gains are whole. */
  readonly slack: number;
}

/** What is known about a partial assignment. */
interface Node {
  readonly places: readonly number[];
  /** What each machine gained so far, in ten-thousandths. */
  readonly gains: readonly number[];
  /** Within a class machines take in ascending order, so that a permutation is met once. */
  readonly last: number;
  readonly bound: number;
  readonly parent: Node | undefined;
  readonly machine: number;
  readonly edge: Edge | undefined;
  readonly history: string;
}

export interface Step {
  readonly machine: number;
  readonly edge: Edge | undefined;
}

/** A complete assignment: for each unit of the row the machine that took it (−1: none). */
export interface Found {
  readonly steps: readonly Step[];
  readonly gains: readonly number[];
  readonly valueMinor: number;
}

export interface Hunt {
  readonly row: Row;
  readonly contenders: readonly Contender[];
  /** What the units from each one on are worth at the current class prices; one entry more than units. */
  readonly worthAfter: readonly number[];
  /** By class: some machine wants every unit that nobody else takes, so none is left alone. */
  readonly isWanted: readonly boolean[];
  /** Most partial assignments kept for each unit. */
  readonly width: number;
  /** Keep equal ones apart and return all of the best. */
  readonly all: boolean;
  /** Only assignments above this value are looked for (at or above it where `all`). */
  readonly atLeastMinor: number;
  /** Expansions left; the hunt takes from it. */
  readonly budget: { left: number };
}

export interface Haul {
  /** Best first; empty when nothing beats `atLeastMinor`. */
  readonly found: readonly Found[];
  /** Nothing was dropped except what could not win. */
  readonly isComplete: boolean;
}

/**
 * Goes through the row unit by unit and keeps the partial assignments that may still win: equal states are merged, what
 * cannot reach the best known value is dropped, and beyond `width` the least promising are given up.
 */
export function hunt(given: Hunt): Haul {
  const { row, contenders } = given;
  let isComplete = true;
  let nodes: Node[] = [
    {
      places: contenders.map(() => 0),
      gains: contenders.map(() => 0),
      last: 0,
      bound: Infinity,
      parent: undefined,
      machine: -1,
      edge: undefined,
      history: '',
    },
  ];
  for (let unit = 0; unit < row.classOf.length; unit += 1) {
    const next = new Map<string, Node>();
    for (const node of nodes) expand(given, node, { unit, next });
    nodes = [...next.values()];
    if (nodes.length > given.width) {
      isComplete = false;
      nodes.sort((a, b) => b.bound - a.bound);
      nodes.length = given.width;
    }
    if (given.budget.left <= 0) return { found: [], isComplete: false };
  }
  const found = nodes.map((node) => finished(node, contenders));
  found.sort((a, b) => b.valueMinor - a.valueMinor || compareGains(b.gains, a.gains));
  const bestMinor = found[0]?.valueMinor ?? 0;
  return {
    found: given.all ? found.filter((one) => one.valueMinor === bestMinor) : found.slice(0, 1),
    isComplete,
  };
}

interface Frontier {
  readonly unit: number;
  readonly next: Map<string, Node>;
}

function expand(given: Hunt, node: Node, frontier: Frontier): void {
  const { contenders, row } = given;
  const { unit } = frontier;
  const unitClass = row.classOf[unit] ?? 0;
  const isLastOfClass = row.endsLine[unit] === true;
  const skips: number[] = [];
  let dead = -1;
  let deadCount = 0;
  for (const [index, contender] of contenders.entries()) {
    const place = contender.track.stages[unit]?.skips[node.places[index] ?? 0] ?? -1;
    const hopeless = place < 0 || contender.prospects[unit + 1]?.[place] === -Infinity;
    if (hopeless) {
      dead = index;
      deadCount += 1;
    }
    skips.push(place);
  }
  if (deadCount > 1) return;
  for (let machine = node.last; machine < contenders.length; machine += 1) {
    if (deadCount === 1 && dead !== machine) continue;
    const contender = contenders[machine];
    const edges = contender?.track.stages[unit]?.edges[node.places[machine] ?? 0] ?? [];
    for (const edge of edges) {
      if (contender?.prospects[unit + 1]?.[edge.to] === -Infinity) continue;
      offer(given, frontier, {
        node,
        machine,
        edge,
        places: skips.with(machine, edge.to),
        last: isLastOfClass ? 0 : machine,
      });
    }
  }
  if (deadCount === 0 && given.isWanted[unitClass] !== true) {
    offer(given, frontier, {
      node,
      machine: -1,
      edge: undefined,
      places: skips,
      last: isLastOfClass ? 0 : contenders.length,
    });
  }
}

interface Offer {
  readonly node: Node;
  readonly machine: number;
  readonly edge: Edge | undefined;
  readonly places: readonly number[];
  readonly last: number;
}

function offer(given: Hunt, frontier: Frontier, offered: Offer): void {
  given.budget.left -= 1;
  const { contenders } = given;
  const { node, machine, edge, places } = offered;
  const gains =
    edge === undefined
      ? node.gains
      : node.gains.with(machine, (node.gains[machine] ?? 0) + edge.gain);
  let bound = given.worthAfter[frontier.unit + 1] ?? 0;
  for (const [index, contender] of contenders.entries()) {
    const gained = gains[index] ?? 0;
    const ahead = contender.prospects[frontier.unit + 1]?.[places[index] ?? 0] ?? -Infinity;
    const total = gained + ahead + contender.slack;
    bound += contender.cap === Infinity ? total : Math.min(total, contender.cap);
  }
  const boundMinor = Math.floor(bound / SCALE);
  if (given.all ? boundMinor < given.atLeastMinor : boundMinor <= given.atLeastMinor) return;
  const history = given.all
    ? `${node.history}${machine}${edge?.isTarget === true ? '+' : '.'}`
    : '';
  const key = keyOf(contenders, { places, gains, last: offered.last, history });
  const known = frontier.next.get(key);
  if (known !== undefined && !isBetter(gains, known.gains)) return;
  frontier.next.set(key, {
    places,
    gains,
    last: offered.last,
    bound,
    parent: node,
    machine,
    edge,
    history,
  });
}

interface Keyed {
  readonly places: readonly number[];
  readonly gains: readonly number[];
  readonly last: number;
  readonly history: string;
}

/** Two partial assignments with the same key have the same future: the same states, and the same place within rounding and
 *  below a cap. */
function keyOf(contenders: readonly Contender[], keyed: Keyed): string {
  let key = `${keyed.last}`;
  for (const [index, contender] of contenders.entries()) {
    key += `,${keyed.places[index] ?? 0}`;
    const gained = keyed.gains[index] ?? 0;
    if (contender.cap !== Infinity) key += `^${gained}`;
    else if (contender.slack > 0) key += `~${gained % SCALE}`;
  }
  return keyed.history === '' ? key : `${key} ${keyed.history}`;
}

/** More in sum; if equal, more for the earlier promotion of the file (ruling 11). */
function isBetter(gains: readonly number[], known: readonly number[]): boolean {
  let difference = 0;
  for (let index = 0; index < gains.length; index += 1) {
    difference += (gains[index] ?? 0) - (known[index] ?? 0);
  }
  return difference > 0 || (difference === 0 && compareGains(gains, known) > 0);
}

function compareGains(one: readonly number[], other: readonly number[]): number {
  for (let index = 0; index < one.length; index += 1) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function finished(node: Node, contenders: readonly Contender[]): Found {
  const steps: Step[] = [];
  for (let at: Node | undefined = node; at?.parent !== undefined; at = at.parent) {
    steps.push({ machine: at.machine, edge: at.edge });
  }
  let valueMinor = 0;
  for (const [index, contender] of contenders.entries()) {
    valueMinor += Math.min(roundHalfUp(node.gains[index] ?? 0), contender.cap / SCALE);
  }
  return { steps: steps.toReversed(), gains: node.gains, valueMinor };
}
