import type { Machine } from './machine.ts';
import type { Row } from './rows.ts';

/** One way to take the unit: where it leads and what it gains. */
export interface Edge {
  readonly to: number;
  readonly gain: number;
  readonly isTarget: boolean;
  readonly weight: number;
}

/** A machine's states before one unit of the row. */
export interface Stage {
  readonly states: readonly number[];
  /** By state: the place of the next stage's state when the unit is left alone; −1 where that is not allowed. */
  readonly skips: readonly number[];
  readonly edges: readonly (readonly Edge[])[];
}

/** Every state that a machine can be in, unit by unit; one stage more than there are units. */
export interface Track {
  readonly machine: Machine;
  readonly stages: readonly Stage[];
  /** By last stage's state. */
  readonly accepts: readonly boolean[];
}

/** Lays a machine's track along the row; undefined when it has more than `limit` states. */
export function layTrack(machine: Machine, row: Row, limit: number): Track | undefined {
  const stages: Stage[] = [];
  let states: number[] = [machine.start];
  let total = 1;
  for (let unit = 0; unit < row.classOf.length; unit += 1) {
    const line = row.classes[row.classOf[unit] ?? 0]?.lines[0] ?? 0;
    const places = new Map<number, number>();
    const next: number[] = [];
    const placeOf = (state: number): number => {
      let after = state;
      if (row.endsLine[unit] === true) after = machine.endLine(after);
      if (after >= 0 && row.endsPrice[unit] === true) after = machine.endPrice(after);
      if (after < 0) return -1;
      const known = places.get(after);
      if (known !== undefined) return known;
      places.set(after, next.length);
      next.push(after);
      return next.length - 1;
    };
    const skips: number[] = [];
    const edges: Edge[][] = [];
    for (const state of states) {
      skips.push(placeOf(state));
      const out: Edge[] = [];
      for (const move of machine.moves(state, line)) {
        const to = placeOf(move.next);
        if (to >= 0) {
          out.push({ to, gain: move.gain, isTarget: move.isTarget, weight: move.weight });
        }
      }
      edges.push(out);
    }
    stages.push({ states, skips, edges });
    states = next;
    total += states.length;
    if (total > limit) return undefined;
  }
  stages.push({ states, skips: [], edges: [] });
  return { machine, stages, accepts: states.map((state) => machine.accepts(state)) };
}

/** By stage and state: the most that the machine can still gain, each unit costing what its class is priced at; −∞ where the
 *  machine can no longer end well. */
export type Prospects = readonly Float64Array[];

export function prospects(track: Track, row: Row, pricePerClass: readonly number[]): Prospects {
  const units = row.classOf.length;
  const result: Float64Array[] = Array.from(
    track.stages,
    (stage) => new Float64Array(stage.states.length),
  );
  for (const [state, accepts] of track.accepts.entries()) {
    const last = result[units];
    if (last !== undefined) last[state] = accepts ? 0 : -Infinity;
  }
  for (let unit = units - 1; unit >= 0; unit -= 1) {
    const [here, after, stage] = [result[unit], result[unit + 1], track.stages[unit]];
    if (here === undefined || after === undefined || stage === undefined) break;
    const price = pricePerClass[row.classOf[unit] ?? 0] ?? 0;
    for (let state = 0; state < here.length; state += 1) {
      const skip = stage.skips[state] ?? -1;
      let best = skip < 0 ? -Infinity : (after[skip] ?? -Infinity);
      for (const edge of stage.edges[state] ?? []) {
        const value = edge.gain - price + (after[edge.to] ?? -Infinity);
        if (value > best) best = value;
      }
      here[state] = best;
    }
  }
  return result;
}

/** How many units of each class the machine takes on its best way through. */
export function demand(
  track: Track,
  row: Row,
  given: { readonly pricePerClass: readonly number[]; readonly prospects: Prospects },
): number[] {
  const taken = row.classes.map(() => 0);
  let state = 0;
  for (let unit = 0; unit < row.classOf.length; unit += 1) {
    const [stage, after] = [track.stages[unit], given.prospects[unit + 1]];
    if (stage === undefined || after === undefined) break;
    const unitClass = row.classOf[unit] ?? 0;
    const price = given.pricePerClass[unitClass] ?? 0;
    const best = given.prospects[unit]?.[state] ?? -Infinity;
    const edge = stage.edges[state]?.find(
      (candidate) => candidate.gain - price + (after[candidate.to] ?? -Infinity) === best,
    );
    if (edge === undefined) state = stage.skips[state] ?? 0;
    else {
      taken[unitClass] = (taken[unitClass] ?? 0) + 1;
      state = edge.to;
    }
  }
  return taken;
}
