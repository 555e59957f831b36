import type { StaffNotice } from '../../contracts/pairing.ts';
import type { Turn } from '../state/state.ts';

/** Tells staff what they must know now. */
export function tellStaff(turn: Turn, notice: Omit<StaffNotice, 'atMs'>): void {
  turn.messages.push({ kind: 'staff', value: { ...notice, atMs: turn.nowMs } });
}
