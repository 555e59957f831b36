import { roundHalfUp } from '../model/arithmetic.ts';
import type { AssignmentProblem } from './dual-prices.ts';
import type { Take, Use } from '../model/receipt.ts';
import type { CompleteAssignment } from './beam-search.ts';

/**
 * Whether the assignment is maximal: no plain promotion, and no quantity promotion that fires, could take one more of the unassigned
 * units without changing anything else.
 */
export function leavesNothingOut(problem: AssignmentProblem, found: CompleteAssignment): boolean {
  const { graphs, row } = problem;
  for (const [index, graph] of graphs.entries()) {
    if (!graph.automaton.prefersAll) continue;
    let state = 0;
    let count = 0;
    let unassigned = 0;
    // Whether one more unit fits depends on how many the promotion takes in the end, on the line or on the receipt.
    for (const [unit, step] of found.steps.entries()) {
      const layer = graph.layers[unit];
      if (layer === undefined) return true;
      if (step.promotion === index) {
        count += 1;
        state = layer.to[step.edge] ?? 0;
      } else {
        const canTake = (layer.edgesFrom[state + 1] ?? 0) > (layer.edgesFrom[state] ?? 0);
        if (step.promotion < 0 && canTake) unassigned += 1;
        state = layer.skips[state] ?? 0;
      }
      const isEnd = graph.automaton.perLine
        ? row.endsLine[unit] === true
        : unit === found.steps.length - 1;
      if (!isEnd) continue;
      if (unassigned > 0 && graph.automaton.fitsOneMore(count)) return false;
      [count, unassigned] = [0, 0];
    }
  }
  return true;
}

/** A promotion takes one unit of a class. */
interface UnitTaken {
  readonly promotion: number;
  readonly isTarget: boolean;
  readonly weight: number;
}

/**
 * The uses of an assignment, in file order. Units of a class are given out to its lines in canonical order. A promotion whose
 * rounded discount is zero has no use.
 */
export function usesOf(problem: AssignmentProblem, found: CompleteAssignment): readonly Use[] {
  const { row, applicables, receipt, graphs } = problem;
  const takes: Map<number, Take>[] = applicables.map(() => new Map());
  const byClass: UnitTaken[][] = row.classes.map(() => []);
  for (const [unit, { promotion, edge }] of found.steps.entries()) {
    const layer = graphs[promotion]?.layers[unit];
    if (layer === undefined) continue;
    byClass[row.classOf[unit] ?? 0]?.push({
      promotion,
      isTarget: layer.isTarget[edge] === 1,
      // Weights are whole already. A number read from a Float64Array is a double to the runtime. Without the rounding every take
      // of every later receipt would hold doubles too, and pricing an ordinary basket would take half as long again.
      weight: Math.floor(layer.weights[edge] ?? 0),
    });
  }
  for (const [index, unitsTaken] of byClass.entries()) {
    // The earlier promotion gets the canonically first lines, and its discounted units come first.
    const lines = row.classes[index]?.lines ?? [];
    unitsTaken.sort((a, b) => a.promotion - b.promotion || Number(b.isTarget) - Number(a.isTarget));
    let place = 0;
    let left = receipt.quantity[lines[0] ?? 0] ?? 0;
    for (const { promotion, isTarget, weight } of unitsTaken) {
      while (left === 0) {
        place += 1;
        left = receipt.quantity[lines[place] ?? 0] ?? 0;
      }
      left -= 1;
      const line = lines[place] ?? 0;
      const before = takes[promotion]?.get(line);
      takes[promotion]?.set(line, {
        line,
        units: (before?.units ?? 0) + 1,
        targets: (before?.targets ?? 0) + Number(isTarget),
        weight: (before?.weight ?? 0) + weight,
      });
    }
  }
  const uses: Use[] = [];
  for (const [index, applicable] of applicables.entries()) {
    const taken = [...(takes[index]?.values() ?? [])];
    const discountMinor = Math.min(
      roundHalfUp(found.gains[index] ?? 0),
      applicable.compiled.capMinor,
    );
    if (discountMinor <= 0) continue;
    const units = taken.reduce((sum, take) => sum + take.units, 0);
    const targets = taken.reduce((sum, take) => sum + take.targets, 0);
    const times = problem.graphs[index]?.automaton.times(units, targets) ?? 0;
    uses.push({ compiled: applicable.compiled, times, discountMinor, takes: taken });
  }
  return uses;
}
