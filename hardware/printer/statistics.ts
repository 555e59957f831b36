import type { PrinterCondition } from './status.ts';

/** What happened to a printer and its jobs since it was opened. Source: docs/facts/escpos.md#statistics. */
export interface PrinterStatistics {
  readonly jobs: number;
  readonly printed: number;
  readonly sentUnconfirmed: number;
  readonly uncertain: number;
  readonly paperOuts: number;
  readonly coverOpens: number;
  readonly cutterFaults: number;
  /** Times that it stopped answering although it can, or that somebody else had it. */
  readonly absences: number;
}

export const NOTHING_YET: PrinterStatistics = {
  jobs: 0,
  printed: 0,
  sentUnconfirmed: 0,
  uncertain: 0,
  paperOuts: 0,
  coverOpens: 0,
  cutterFaults: 0,
  absences: 0,
};

/** One more of what has begun between two conditions. */
export function afterChange(
  statistics: PrinterStatistics,
  before: PrinterCondition,
  now: PrinterCondition,
): PrinterStatistics {
  const began = (is: (condition: PrinterCondition) => boolean): number =>
    is(now) && !is(before) ? 1 : 0;
  return {
    ...statistics,
    paperOuts: statistics.paperOuts + began(({ paper }) => paper === 'out'),
    coverOpens: statistics.coverOpens + began(({ cover }) => cover === 'open'),
    cutterFaults: statistics.cutterFaults + began(({ trouble }) => trouble === 'cutter'),
    absences:
      statistics.absences + began(({ contact }) => contact === 'silent' || contact === 'busy'),
  };
}
