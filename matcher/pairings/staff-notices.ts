import type { StaffNotice } from '../../contracts/pairing.ts';
import type { Turn } from '../state/state.ts';

/** Sends a notice to staff. */
export function tellStaff(turn: Turn, notice: Omit<StaffNotice, 'atMs'>): void {
  turn.messages.push({ kind: 'staff', value: { ...notice, atMs: turn.nowMs } });
}
