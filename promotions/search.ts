import { roundHalfUp, SCALE } from './arithmetic.ts';
import type { Row } from './rows.ts';
import type { Prospects, Track } from './track.ts';

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
  readonly edge: number;
  readonly history: string;
}

/** Which machine took a unit, by which edge of its stage; machine −1 where none did. */
export interface Step {
  readonly machine: number;
  readonly edge: number;
}

/** A complete assignment: one step for each unit of the row. */
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

type Key = number | string;

/**
 * Goes through the row unit by unit and keeps the partial assignments that may still win: equal states are merged, what
 * cannot reach the best known value is dropped, and beyond `width` the least promising are given up.
 */
export function hunt(given: Hunt): Haul {
  const { row, contenders } = given;
  let isComplete = true;
  const keyOf = keyMaker(contenders);
  let nodes: Node[] = [
    {
      places: contenders.map(() => 0),
      gains: contenders.map(() => 0),
      last: 0,
      bound: Infinity,
      parent: undefined,
      machine: -1,
      edge: -1,
      history: '',
    },
  ];
  for (let unit = 0; unit < row.classOf.length; unit += 1) {
    const next = new Map<Key, Node>();
    for (const node of nodes) expand(given, node, { unit, next, keyOf });
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
  readonly next: Map<Key, Node>;
  readonly keyOf: (keyed: Keyed) => Key;
}

/** A machine's part of the bound: what it has, and the most that it can still have. */
function reach(contender: Contender, gained: number, ahead: number): number {
  return Math.min(gained + ahead + contender.slack, contender.cap);
}

function expand(given: Hunt, node: Node, frontier: Frontier): void {
  const { contenders, row } = given;
  const { unit } = frontier;
  const skips: number[] = [];
  const reaches: number[] = [];
  let dead = -1;
  let deadCount = 0;
  let sum = given.worthAfter[unit + 1] ?? 0;
  for (const [index, contender] of contenders.entries()) {
    const place = contender.track.stages[unit]?.skips[node.places[index] ?? 0] ?? -1;
    const ahead = place < 0 ? -Infinity : (contender.prospects[unit + 1]?.[place] ?? -Infinity);
    skips.push(place);
    if (ahead === -Infinity) {
      dead = index;
      deadCount += 1;
      reaches.push(0);
      continue;
    }
    const reached = reach(contender, node.gains[index] ?? 0, ahead);
    reaches.push(reached);
    sum += reached;
  }
  if (deadCount > 1) return;
  const isLastOfClass = row.endsLine[unit] === true;
  for (let machine = node.last; machine < contenders.length; machine += 1) {
    if (deadCount === 1 && dead !== machine) continue;
    const contender = contenders[machine];
    const stage = contender?.track.stages[unit];
    if (contender === undefined || stage === undefined) continue;
    const place = node.places[machine] ?? 0;
    const end = stage.edgesFrom[place + 1] ?? 0;
    for (let edge = stage.edgesFrom[place] ?? 0; edge < end; edge += 1) {
      given.budget.left -= 1;
      const to = stage.to[edge] ?? 0;
      const ahead = contender.prospects[unit + 1]?.[to] ?? -Infinity;
      const gained = (node.gains[machine] ?? 0) + (stage.gains[edge] ?? 0);
      const bound = sum - (reaches[machine] ?? 0) + reach(contender, gained, ahead);
      if (cannotWin(given, bound)) continue;
      const gains = node.gains.with(machine, gained);
      const places = skips.with(machine, to);
      const mark = given.all ? `${machine}${stage.isTarget[edge] === 1 ? '+' : '.'}` : '';
      const last = isLastOfClass ? 0 : machine;
      keep(frontier, {
        places,
        gains,
        last,
        bound,
        parent: node,
        machine,
        edge,
        history: node.history + mark,
      });
    }
  }
  if (deadCount > 0 || given.isWanted[row.classOf[unit] ?? 0] === true) return;
  given.budget.left -= 1;
  if (cannotWin(given, sum)) return;
  keep(frontier, {
    places: skips,
    gains: node.gains,
    last: isLastOfClass ? 0 : contenders.length,
    bound: sum,
    parent: node,
    machine: -1,
    edge: -1,
    history: given.all ? `${node.history}-` : '',
  });
}

function cannotWin(given: Hunt, bound: number): boolean {
  const boundMinor = Math.floor(bound / SCALE);
  return given.all ? boundMinor < given.atLeastMinor : boundMinor <= given.atLeastMinor;
}

function keep(frontier: Frontier, node: Node): void {
  const key = frontier.keyOf(node);
  const known = frontier.next.get(key);
  if (known === undefined || isBetter(node.gains, known.gains)) frontier.next.set(key, node);
}

type Keyed = Pick<Node, 'places' | 'gains' | 'last' | 'history'>;

/**
 * Names the future of a partial assignment: two with the same key are in the same states, and at the same place within
 * rounding and below a cap. A number where all of that fits into one.
 */
function keyMaker(contenders: readonly Contender[]): (keyed: Keyed) => Key {
  let capacity = contenders.length + 1;
  let fits = true;
  for (const contender of contenders) {
    capacity *= contender.track.breadth * (contender.slack > 0 ? SCALE : 1);
    if (contender.cap !== Infinity) fits = false;
  }
  fits &&= capacity < Number.MAX_SAFE_INTEGER;
  return (keyed) => {
    if (fits && keyed.history === '') {
      let key = keyed.last;
      for (const [index, contender] of contenders.entries()) {
        key = key * contender.track.breadth + (keyed.places[index] ?? 0);
        if (contender.slack > 0) key = key * SCALE + rest(keyed.gains[index] ?? 0);
      }
      return key;
    }
    let key = `${keyed.last}`;
    for (const [index, contender] of contenders.entries()) {
      key += `,${keyed.places[index] ?? 0}`;
      const gained = keyed.gains[index] ?? 0;
      if (contender.cap !== Infinity) key += `^${gained}`;
      else if (contender.slack > 0) key += `~${rest(gained)}`;
    }
    return keyed.history === '' ? key : `${key} ${keyed.history}`;
  };
}

/** The place within a minor unit, 0 to SCALE − 1, also below zero. */
function rest(gained: number): number {
  const remainder = gained % SCALE;
  return remainder < 0 ? remainder + SCALE : remainder;
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
