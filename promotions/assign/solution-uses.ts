import { roundHalfUp } from '../receipt/arithmetic.ts';
import type { AssignmentProblem } from './dual-prices.ts';
import type { Take, Use } from '../receipt/receipt.ts';
import type { CompleteAssignment } from './beam-search.ts';

/** Whether every unit left alone is one that no plain promotion, and no quantity promotion that fires, could take in as it is. */
export function leavesNothingOut(problem: AssignmentProblem, found: CompleteAssignment): boolean {
  const { tracks, row } = problem;
  for (const [index, graph] of tracks.entries()) {
    if (!graph.automaton.prefersAll) continue;
    let state = 0;
    let count = 0;
    let spare = 0;
    // Stages are walked again, because what fits depends on where the machine ends: on the line, or on the receipt.
    for (const [unit, step] of found.steps.entries()) {
      const stage = graph.stages[unit];
      if (stage === undefined) return true;
      if (step.machine === index) {
        count += 1;
        state = stage.to[step.edge] ?? 0;
      } else {
        const canTake = (stage.edgesFrom[state + 1] ?? 0) > (stage.edgesFrom[state] ?? 0);
        if (step.machine < 0 && canTake) spare += 1;
        state = stage.skips[state] ?? 0;
      }
      const isEnd = graph.automaton.perLine
        ? row.endsLine[unit] === true
        : unit === found.steps.length - 1;
      if (!isEnd) continue;
      if (spare > 0 && graph.automaton.fitsOneMore(count)) return false;
      [count, spare] = [0, 0];
    }
  }
  return true;
}

interface Taking {
  readonly machine: number;
  readonly isTarget: boolean;
  readonly weight: number;
}

/** What each promotion took in an assignment, unit classes spread over their lines. */
export function usesOf(problem: AssignmentProblem, found: CompleteAssignment): readonly Use[] {
  const { row, applicables, receipt, tracks } = problem;
  const takes: Map<number, Take>[] = applicables.map(() => new Map());
  const byClass: Taking[][] = row.classes.map(() => []);
  for (const [unit, { machine, edge }] of found.steps.entries()) {
    const stage = tracks[machine]?.stages[unit];
    if (stage === undefined) continue;
    byClass[row.classOf[unit] ?? 0]?.push({
      machine,
      isTarget: stage.isTarget[edge] === 1,
      // Whole already. Read from a typed array it would be a float to the runtime, and from then on every take of every receipt:
      // after one search ordinary baskets would cost half as much again.
      weight: Math.floor(stage.weights[edge] ?? 0),
    });
  }
  for (const [index, taking] of byClass.entries()) {
    // Canonical lines first, for the earlier promotion first, the discounted units first.
    const lines = row.classes[index]?.lines ?? [];
    taking.sort((a, b) => a.machine - b.machine || Number(b.isTarget) - Number(a.isTarget));
    let place = 0;
    let left = receipt.quantity[lines[0] ?? 0] ?? 0;
    for (const { machine, isTarget, weight } of taking) {
      while (left === 0) {
        place += 1;
        left = receipt.quantity[lines[place] ?? 0] ?? 0;
      }
      left -= 1;
      const line = lines[place] ?? 0;
      const before = takes[machine]?.get(line);
      takes[machine]?.set(line, {
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
    const times = problem.tracks[index]?.automaton.times(units, targets) ?? 0;
    uses.push({ compiled: applicable.compiled, times, discountMinor, takes: taken });
  }
  return uses;
}
