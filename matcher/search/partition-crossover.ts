import { slotsOf } from './columns.ts';
import { choose, unchoose, type RestrictedMaster } from './restricted-master.ts';

/**
 * Combines the plan that stands now with the plan before (partition crossover, Whitley et al. 2009). Columns that differ and share
 * members form a component; components are independent, so the better of the two plans is kept in each. A new plan that is worse in
 * total can still improve a part of the old one.
 * @param removed the columns of the plan before that are not chosen now; they must still exist
 * @param inserted the columns that are chosen now and were not before
 */
export function recombine(
  master: RestrictedMaster,
  removed: readonly number[],
  inserted: readonly number[],
): void {
  const { gains } = master.columns;
  const components = Array.from({ length: removed.length }, (_, component) => component);
  // Union-find with path halving.
  const rootOf = (component: number): number => {
    let root = component;
    for (let parent = components[root]; parent !== root; parent = components[root]) {
      const above = components[parent ?? root] ?? root;
      components[root] = above;
      root = above;
    }
    return root;
  };
  const componentOfSlot = new Map<number, number>();
  for (const [component, column] of removed.entries())
    for (const slot of slotsOf(master.columns, column)) componentOfSlot.set(slot, component);
  const componentOfInserted = inserted.map((column) => {
    const component = components.length;
    components.push(component);
    for (const slot of slotsOf(master.columns, column)) {
      const other = componentOfSlot.get(slot);
      if (other !== undefined) components[rootOf(other)] = rootOf(component);
    }
    return component;
  });
  // By root the gain of the inserted columns less that of the removed ones.
  const change = new Float64Array(components.length);
  const addGain = (component: number, gainMinor: number): void => {
    const root = rootOf(component);
    change[root] = change[root]! + gainMinor;
  };
  for (const [component, column] of removed.entries()) addGain(component, -gains[column]!);
  for (const [index, column] of inserted.entries())
    addGain(componentOfInserted[index] ?? 0, gains[column]!);
  const isNoBetter = (component: number): boolean => change[rootOf(component)]! <= 0;
  for (const [index, column] of inserted.entries())
    if (isNoBetter(componentOfInserted[index] ?? 0)) unchoose(master, column);
  for (const [component, column] of removed.entries())
    if (isNoBetter(component)) choose(master, column);
}
