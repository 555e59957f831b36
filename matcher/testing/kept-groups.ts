import { type Columns, columnsWith, type Group, groupOf, slotsOf } from '../search/columns.ts';
import { plannedGroups, type RestrictedMaster } from '../search/restricted-master.ts';

/** All columns as objects. */
export function keptGroups(columns: Columns): readonly Group[] {
  const groups: Group[] = [];
  for (let slot = 1; slot < columns.lists.length; slot += 1) {
    for (const column of columnsWith(columns, slot))
      if (slotsOf(columns, column)[0] === slot) groups.push(groupOf(columns, column));
  }
  return groups;
}

/** The total gain of the chosen groups, summed up afresh, in minor units. `RestrictedMaster.totalMinor` must always equal it. */
export function countTotal(master: RestrictedMaster): number {
  return plannedGroups(master).reduce((sum, group) => sum + group.gainMinor, 0);
}
