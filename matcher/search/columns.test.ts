import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keptGroups } from '../testing/kept-groups.ts';
import {
  columnsWith,
  createColumns,
  deleteColumn,
  groupOf,
  insertColumn,
  sizeOf,
} from './columns.ts';

const group = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 4 });
const happening = fc.oneof(
  fc.record({ slots: group, gainMinor: fc.integer({ min: 1, max: 1000 }) }),
  fc.nat(),
);

test('groups that come and go are kept as in plain sets, whatever the order', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 300 }), (happenings) => {
      const columns = createColumns();
      const kept = new Map<number, { slots: readonly number[]; gainMinor: number }>();
      for (const one of happenings) {
        if (typeof one === 'number') {
          const column = [...kept.keys()][one % Math.max(1, kept.size)];
          if (column === undefined) continue;
          deleteColumn(columns, column);
          kept.delete(column);
        } else {
          const slots = one.slots.toSorted((a, b) => a - b);
          const column = insertColumn(columns, slots, one.gainMinor);
          expect(kept.has(column)).toBe(false);
          kept.set(column, { slots, gainMinor: one.gainMinor });
        }
      }
      for (const [column, as] of kept) {
        expect(groupOf(columns, column)).toEqual(as);
        expect(sizeOf(columns, column)).toBe(as.slots.length);
      }
      for (let slot = 1; slot <= 12; slot += 1) {
        const having = [...kept].filter(([, { slots }]) => slots.includes(slot));
        expect([...columnsWith(columns, slot)].toSorted((a, b) => a - b)).toEqual(
          having.map(([column]) => column).toSorted((a, b) => a - b),
        );
      }
      expect(keptGroups(columns)).toHaveLength(kept.size);
    }),
  );
});
