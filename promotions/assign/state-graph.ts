import type { Automaton } from '../kinds/automaton.ts';
import type { UnitRow } from './unit-classes.ts';

/**
 * The states in which an automaton can be before one unit of the row, and the arcs from them to the next layer. A state is given
 * by its index in the layer. Typed arrays, because the dual bound walks them thousands of times.
 */
export interface GraphLayer {
  /** How many states there are. */
  readonly count: number;
  /** By state, its successor in the next layer when the promotion does not take the unit; −1 where it must take it. */
  readonly skips: Int32Array;
  /** Whether the promotion can do nothing with the unit: no edges, and every state keeps its index. */
  readonly isStill: boolean;
  /**
   * Edges are the ways to take the unit. Those of state s are `edgesFrom[s]` to `edgesFrom[s + 1] − 1` of the arrays below; one
   * entry more than states.
   */
  readonly edgesFrom: Int32Array;
  /** By edge, the state in the next layer. */
  readonly to: Int32Array;
  /** By edge, the gain in ten-thousandths of a minor unit; may be negative. */
  readonly gains: Float64Array;
  /** By edge, 1 where the discount falls on the unit and 0 where the unit only triggers it. */
  readonly isTarget: Uint8Array;
  /** By edge, the unit's weight when the discount is spread over lines; whole numbers. */
  readonly weights: Float64Array;
}

/** An automaton unrolled along the row: an acyclic layered graph whose paths are the promotion's possible uses. */
export interface StateGraph {
  readonly automaton: Automaton;
  /** One layer before each unit, and one after the last. */
  readonly layers: readonly GraphLayer[];
  /** By state of the last layer, whether a path may end there. */
  readonly accepts: readonly boolean[];
  /** States and edges in all: the work of one backward pass. */
  readonly size: number;
}

const NO_INTS = new Int32Array(0);
const NO_FLOATS = new Float64Array(0);

/** Unrolls an automaton along the row. @returns undefined when the graph has more than `limit` states and edges */
export function buildStateGraph(
  automaton: Automaton,
  row: UnitRow,
  limit: number,
): StateGraph | undefined {
  const layers: GraphLayer[] = [];
  let states: number[] = [automaton.start];
  let size = 1;
  for (let unit = 0; unit < row.classOf.length; unit += 1) {
    const line = row.classes[row.classOf[unit] ?? 0]?.lines[0] ?? 0;
    const indexes = new Map<number, number>();
    const next: number[] = [];
    const indexOf = (state: number): number => {
      let after = state;
      if (row.endsLine[unit] === true) after = automaton.endLine(after);
      if (after >= 0 && row.endsPrice[unit] === true) after = automaton.endPrice(after);
      if (after < 0) return -1;
      const known = indexes.get(after);
      if (known !== undefined) return known;
      indexes.set(after, next.length);
      next.push(after);
      return next.length - 1;
    };
    const skips = new Int32Array(states.length);
    const edgesFrom = new Int32Array(states.length + 1);
    const edges: { to: number; gain: number; isTarget: boolean; weight: number }[] = [];
    for (const [index, state] of states.entries()) {
      skips[index] = indexOf(state);
      edgesFrom[index] = edges.length;
      for (const transition of automaton.moves(state, line)) {
        const to = indexOf(transition.next);
        if (to >= 0) edges.push({ ...transition, to });
      }
    }
    edgesFrom[states.length] = edges.length;
    layers.push({
      count: states.length,
      skips,
      isStill: edges.length === 0 && skips.every((successor, index) => successor === index),
      edgesFrom,
      to: Int32Array.from(edges, (edge) => edge.to),
      gains: Float64Array.from(edges, (edge) => edge.gain),
      isTarget: Uint8Array.from(edges, (edge) => Number(edge.isTarget)),
      weights: Float64Array.from(edges, (edge) => edge.weight),
    });
    size += states.length + edges.length;
    states = next;
    if (size > limit) return undefined;
  }
  layers.push({
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
    layers,
    accepts: states.map((state) => automaton.accepts(state)),
    size,
  };
}

/**
 * Cost-to-go by layer and state: the largest gain less prices, in ten-thousandths, on any path from there to an accepting state;
 * −∞ where there is none. Arrays are shared between layers that do not differ.
 */
export type CostToGo = readonly Float64Array[];

/**
 * Backward dynamic programming (Bellman) over the state graph, at the given price of one unit of each class.
 * @param given.from the first unit of interest; the layers before it stay empty
 */
export function costToGo(
  graph: StateGraph,
  row: UnitRow,
  given: { readonly dualPerClass: readonly number[]; readonly from: number },
): CostToGo {
  const { dualPerClass, from } = given;
  const units = row.classOf.length;
  const result: Float64Array[] = Array.from({ length: units + 1 }, () => NO_FLOATS);
  let after = Float64Array.from(graph.accepts, (accepts) => (accepts ? 0 : -Infinity));
  result[units] = after;
  for (let unit = units - 1; unit >= from; unit -= 1) {
    const layer = graph.layers[unit];
    if (layer === undefined) break;
    if (!layer.isStill) {
      const price = dualPerClass[row.classOf[unit] ?? 0] ?? 0;
      const here = new Float64Array(layer.count);
      stepBack(layer, { here, after, price });
      after = here;
    }
    result[unit] = after;
  }
  return result;
}

interface BackwardStep {
  readonly here: Float64Array;
  readonly after: Float64Array;
  readonly price: number;
}

function stepBack(layer: GraphLayer, step: BackwardStep): void {
  const { skips, edgesFrom, to, gains } = layer;
  const { here, after, price } = step;
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

/** A promotion's best use at given duals: how many units of which classes it takes, and its gain before prices and cap. */
export interface PricingSolution {
  /** In ascending order, each once. */
  readonly classes: readonly number[];
  /** Parallel to `classes`. */
  readonly counts: readonly number[];
  /** In ten-thousandths of a minor unit. */
  readonly gain: number;
}

/**
 * Solves the pricing problem of column generation for one promotion: follows a path of largest gain less prices, from a state
 * before a unit. Where taking the unit is as good as leaving it, the path takes it.
 * @param given.costToGo computed with the same `dualPerClass`
 */
export function solvePricing(
  graph: StateGraph,
  row: UnitRow,
  given: {
    readonly dualPerClass: readonly number[];
    readonly costToGo: CostToGo;
    readonly unit: number;
    readonly state: number;
  },
): PricingSolution {
  const [classes, counts]: [number[], number[]] = [[], []];
  let { state } = given;
  let gain = 0;
  for (let { unit } = given; unit < row.classOf.length; unit += 1) {
    const [layer, after] = [graph.layers[unit], given.costToGo[unit + 1]];
    if (layer === undefined || after === undefined) break;
    if (layer.isStill) continue;
    const unitClass = row.classOf[unit] ?? 0;
    const price = given.dualPerClass[unitClass] ?? 0;
    const best = given.costToGo[unit]?.[state] ?? -Infinity;
    const end = layer.edgesFrom[state + 1] ?? 0;
    let chosen = -1;
    for (let edge = layer.edgesFrom[state] ?? 0; edge < end && chosen < 0; edge += 1) {
      const ahead = after[layer.to[edge] ?? 0] ?? -Infinity;
      if ((layer.gains[edge] ?? 0) - price + ahead === best) chosen = edge;
    }
    if (chosen < 0) {
      state = layer.skips[state] ?? 0;
      continue;
    }
    gain += layer.gains[chosen] ?? 0;
    state = layer.to[chosen] ?? 0;
    if (classes.at(-1) === unitClass) counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1;
    else {
      classes.push(unitClass);
      counts.push(1);
    }
  }
  return { classes, counts, gain };
}
