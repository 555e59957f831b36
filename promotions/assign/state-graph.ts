import type { Automaton } from '../kinds/automaton.ts';
import type { UnitRow } from './unit-classes.ts';

/** A machine's states before one unit of the row, and where each leads. Typed arrays: the bound walks them thousands of times. */
export interface GraphLayer {
  readonly count: number;
  /** By state: the place of the next stage's state when the unit is left alone; −1 where that is not allowed. */
  readonly skips: Int32Array;
  /** Nothing can be taken and every state stays at its place. */
  readonly isStill: boolean;
  /** By state, and one more: where its edges (ways to take the unit) begin in the arrays below. */
  readonly edgesFrom: Int32Array;
  readonly to: Int32Array;
  readonly gains: Float64Array;
  readonly isTarget: Uint8Array;
  readonly weights: Float64Array;
}

/** Every state that a automaton can be in, unit by unit; one stage more than there are units. */
export interface StateGraph {
  readonly automaton: Automaton;
  readonly stages: readonly GraphLayer[];
  /** By last stage's state. */
  readonly accepts: readonly boolean[];
  /** Edges and skips in all: the work of one walk. */
  readonly size: number;
  /** The most states that any stage has. */
  readonly breadth: number;
}

const NO_INTS = new Int32Array(0);
const NO_FLOATS = new Float64Array(0);

/** Lays a machine's track along the row; undefined when it has more than `limit` states and edges. */
export function buildStateGraph(
  automaton: Automaton,
  row: UnitRow,
  limit: number,
): StateGraph | undefined {
  const stages: GraphLayer[] = [];
  let states: number[] = [automaton.start];
  let size = 1;
  let breadth = 1;
  for (let unit = 0; unit < row.classOf.length; unit += 1) {
    const line = row.classes[row.classOf[unit] ?? 0]?.lines[0] ?? 0;
    const places = new Map<number, number>();
    const next: number[] = [];
    const placeOf = (state: number): number => {
      let after = state;
      if (row.endsLine[unit] === true) after = automaton.endLine(after);
      if (after >= 0 && row.endsPrice[unit] === true) after = automaton.endPrice(after);
      if (after < 0) return -1;
      const known = places.get(after);
      if (known !== undefined) return known;
      places.set(after, next.length);
      next.push(after);
      return next.length - 1;
    };
    const skips = new Int32Array(states.length);
    const edgesFrom = new Int32Array(states.length + 1);
    const edges: { to: number; gain: number; isTarget: boolean; weight: number }[] = [];
    for (const [index, state] of states.entries()) {
      skips[index] = placeOf(state);
      edgesFrom[index] = edges.length;
      for (const transition of automaton.moves(state, line)) {
        const to = placeOf(transition.next);
        if (to >= 0) edges.push({ ...transition, to });
      }
    }
    edgesFrom[states.length] = edges.length;
    stages.push({
      count: states.length,
      skips,
      isStill: edges.length === 0 && skips.every((place, index) => place === index),
      edgesFrom,
      to: Int32Array.from(edges, (edge) => edge.to),
      gains: Float64Array.from(edges, (edge) => edge.gain),
      isTarget: Uint8Array.from(edges, (edge) => Number(edge.isTarget)),
      weights: Float64Array.from(edges, (edge) => edge.weight),
    });
    size += states.length + edges.length;
    states = next;
    breadth = Math.max(breadth, states.length);
    if (size > limit) return undefined;
  }
  stages.push({
    count: states.length,
    skips: NO_INTS,
    isStill: true,
    edgesFrom: NO_INTS,
    to: NO_INTS,
    gains: NO_FLOATS,
    isTarget: new Uint8Array(0),
    weights: NO_FLOATS,
  });
  return {
    automaton,
    stages,
    accepts: states.map((state) => automaton.accepts(state)),
    size,
    breadth,
  };
}

/** By stage and state: the most that the automaton can still gain, each unit costing what its class is priced at; −∞ where the
 *  automaton can no longer end well. */
export type CostToGo = readonly Float64Array[];

/** @param given.from the first unit for which they are asked; nothing is told of the units before */
export function costToGo(
  graph: StateGraph,
  row: UnitRow,
  given: { readonly pricePerClass: readonly number[]; readonly from: number },
): CostToGo {
  const { pricePerClass, from } = given;
  const units = row.classOf.length;
  const result: Float64Array[] = Array.from({ length: units + 1 }, () => NO_FLOATS);
  let after = Float64Array.from(graph.accepts, (accepts) => (accepts ? 0 : -Infinity));
  result[units] = after;
  for (let unit = units - 1; unit >= from; unit -= 1) {
    const stage = graph.stages[unit];
    if (stage === undefined) break;
    if (!stage.isStill) {
      const price = pricePerClass[row.classOf[unit] ?? 0] ?? 0;
      const here = new Float64Array(stage.count);
      lookBack(stage, { here, after, price });
      after = here;
    }
    result[unit] = after;
  }
  return result;
}

interface Look {
  readonly here: Float64Array;
  readonly after: Float64Array;
  readonly price: number;
}

function lookBack(stage: GraphLayer, look: Look): void {
  const { skips, edgesFrom, to, gains } = stage;
  const { here, after, price } = look;
  for (let state = 0; state < here.length; state += 1) {
    const skip = skips[state] ?? -1;
    let best = skip < 0 ? -Infinity : (after[skip] ?? -Infinity);
    const end = edgesFrom[state + 1] ?? 0;
    for (let edge = edgesFrom[state] ?? 0; edge < end; edge += 1) {
      const value = (gains[edge] ?? 0) - price + (after[to[edge] ?? 0] ?? -Infinity);
      if (value > best) best = value;
    }
    here[state] = best;
  }
}

/** A best way through a track: how many units of which classes, and what it gains, in ten-thousandths. */
export interface PricingSolution {
  readonly classes: readonly number[];
  readonly counts: readonly number[];
  readonly gain: number;
}

/** The machine's best way through at these prices, from that state before that unit. */
export function solvePricing(
  graph: StateGraph,
  row: UnitRow,
  given: {
    readonly pricePerClass: readonly number[];
    readonly prospects: CostToGo;
    readonly unit: number;
    readonly state: number;
  },
): PricingSolution {
  const [classes, counts]: [number[], number[]] = [[], []];
  let { state } = given;
  let gain = 0;
  for (let { unit } = given; unit < row.classOf.length; unit += 1) {
    const [stage, after] = [graph.stages[unit], given.prospects[unit + 1]];
    if (stage === undefined || after === undefined) break;
    if (stage.isStill) continue;
    const unitClass = row.classOf[unit] ?? 0;
    const price = given.pricePerClass[unitClass] ?? 0;
    const best = given.prospects[unit]?.[state] ?? -Infinity;
    const end = stage.edgesFrom[state + 1] ?? 0;
    let chosen = -1;
    for (let edge = stage.edgesFrom[state] ?? 0; edge < end && chosen < 0; edge += 1) {
      const ahead = after[stage.to[edge] ?? 0] ?? -Infinity;
      if ((stage.gains[edge] ?? 0) - price + ahead === best) chosen = edge;
    }
    if (chosen < 0) {
      state = stage.skips[state] ?? 0;
      continue;
    }
    gain += stage.gains[chosen] ?? 0;
    state = stage.to[chosen] ?? 0;
    if (classes.at(-1) === unitClass) counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1;
    else {
      classes.push(unitClass);
      counts.push(1);
    }
  }
  return { classes, counts, gain };
}
