import { type Columns, columnsWith, type Group, groupOf, slotsOf } from '../search/columns.ts';
import { plannedGroups, type RestrictedMaster } from '../search/restricted-master.ts';

/** All groups that are kept. */
export function keptGroups(columns: Columns): readonly Group[] {
  const groups: Group[] = [];
  for (let slot = 1; slot < columns.lists.length; slot += 1) {
    for (const column of columnsWith(columns, slot))
      if (slotsOf(columns, column)[0] === slot) groups.push(groupOf(columns, column));
  }
  return groups;
}

/** The chosen groups' total, counted afresh: what `master.totalMinor` must always be. */
export function countTotal(master: RestrictedMaster): number {
  return plannedGroups(master).reduce((sum, group) => sum + group.gainMinor, 0);
}
