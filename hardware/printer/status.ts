import type { LinkState } from '../../contracts/device-health.ts';

/** What a printer can answer, best first `processId`. Source: docs/facts/escpos.md#capabilities. */
export type PrinterCapability = 'unknown' | 'none' | 'poll' | 'asb' | 'processId';

/** The printer's last word about itself; `unknown` until it said something. */
export interface PrinterCondition {
  readonly paper: 'unknown' | 'enough' | 'near-end' | 'out';
  readonly cover: 'unknown' | 'closed' | 'open';
  readonly isOffline: boolean;
  readonly trouble: 'none' | 'cutter' | 'recoverable' | 'unrecoverable';
  /** Whether it answers: `unknown` while nothing was asked, and for ever where it cannot answer; `silent` where it can and did not;
   *  `busy` where it takes one connection at a time and somebody else seems to have it. */
  readonly contact: 'unknown' | 'answers' | 'silent' | 'busy';
}

export interface PrinterState extends PrinterCondition {
  readonly link: LinkState;
  readonly capability: PrinterCapability;
  /** When it last answered; 0 = never. */
  readonly answeredAtMs: number;
}

export const UNKNOWN_CONDITION: PrinterCondition = {
  paper: 'unknown',
  cover: 'unknown',
  isOffline: false,
  trouble: 'none',
  contact: 'unknown',
};

/** The condition after an automatic status. Source: docs/facts/escpos.md#automatic-status. */
export function afterAutomatic(
  condition: PrinterCondition,
  bytes: readonly [number, number, number, number],
): PrinterCondition {
  const [first, second, third] = bytes;
  return {
    ...condition,
    isOffline: (first & 0x08) !== 0,
    cover: (first & 0x20) === 0 ? 'closed' : 'open',
    trouble: troubleOf(second),
    paper: (third & 0x0c) !== 0 ? 'out' : (third & 0x03) !== 0 ? 'near-end' : 'enough',
  };
}

/** The condition after the answer to `DLE EOT n`. Source: docs/facts/escpos.md#real-time-status. */
export function afterRealTime(
  condition: PrinterCondition,
  question: 1 | 2 | 3 | 4,
  byte: number,
): PrinterCondition {
  switch (question) {
    case 1:
      return { ...condition, isOffline: (byte & 0x08) !== 0 };
    case 2:
      return { ...condition, cover: (byte & 0x04) === 0 ? 'closed' : 'open' };
    case 3:
      return { ...condition, trouble: troubleOf(byte) };
    case 4:
      return {
        ...condition,
        paper: (byte & 0x60) !== 0 ? 'out' : (byte & 0x0c) !== 0 ? 'near-end' : 'enough',
      };
  }
}

/** The condition after the answer to `GS r 1`: bits 0, 1 near end, 2, 3 out. */
export function afterFence(condition: PrinterCondition, byte: number): PrinterCondition {
  const paper = (byte & 0x0c) !== 0 ? 'out' : (byte & 0x03) !== 0 ? 'near-end' : 'enough';
  return { ...condition, paper };
}

function troubleOf(byte: number): PrinterCondition['trouble'] {
  if ((byte & 0x20) !== 0) return 'unrecoverable';
  if ((byte & 0x08) !== 0) return 'cutter';
  return (byte & 0x40) === 0 ? 'none' : 'recoverable';
}

/** Whether a job must not be begun: the printer says so, or it does not answer although it can. */
export function isHeldUp(condition: PrinterCondition): boolean {
  return saysHeldUp(condition) || condition.contact === 'silent' || condition.contact === 'busy';
}

/** Whether the printer itself says that it prints nothing now: its buffer waits, nothing must be sent again. */
export function saysHeldUp(condition: PrinterCondition): boolean {
  return (
    condition.paper === 'out' ||
    condition.cover === 'open' ||
    condition.isOffline ||
    condition.trouble !== 'none'
  );
}

/** What a person should do now; undefined when all is well. */
export function printerAdvice(state: PrinterState): string | undefined {
  if (state.contact === 'busy') {
    return 'it serves another computer, or hangs: wait, or switch it off and on';
  }
  if (state.link !== 'open') return 'not connected: check cable, power and address';
  if (state.contact === 'silent') {
    return 'it no longer answers: switch it on and check its cable; set "status": "none" if it cannot answer';
  }
  if (state.cover === 'open') return 'close the cover';
  if (state.paper === 'out') return 'put in a new roll of paper';
  if (state.trouble === 'cutter') return 'the cutter is jammed: open the cover and clear it';
  if (state.trouble === 'unrecoverable') return 'switch the printer off and on';
  if (state.trouble === 'recoverable') return 'wait, or switch the printer off and on';
  if (state.isOffline) return 'the printer is offline: press its feed button or switch it on';
  if (state.paper === 'near-end') return 'the paper is nearly used up';
  return undefined;
}
