const DLE = 0x10;
const CLEAR = [DLE, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08];

/** What a printer obeys the moment it comes, wherever it stands, in the middle of a picture too. */
export type RealTimeCommand =
  /** `DLE EOT n` */
  | { readonly kind: 'question'; readonly question: number }
  /** `DLE ENQ 1` goes on after an error, `DLE ENQ 2` without what waits in the buffer. */
  | { readonly kind: 'recover'; readonly isClearing: boolean }
  /** `DLE DC4 8 …` throws away what waits in the buffer. */
  | { readonly kind: 'clear' };

/** The command that ends with the last of these bytes; undefined where none does. @param from nothing before reaches across */
export function realTimeCommand(
  received: readonly number[],
  from: number,
): RealTimeCommand | undefined {
  const { length } = received;
  const last = received[length - 1];
  if (last === undefined || length - from < 3) return undefined;
  if (received[length - 3] === DLE && last >= 1 && last <= 4) {
    const second = received[length - 2];
    if (second === 0x04) return { kind: 'question', question: last };
    if (second === 0x05 && last <= 2) return { kind: 'recover', isClearing: last === 2 };
  }
  if (last !== 0x08 || length - from < CLEAR.length) return undefined;
  const start = length - CLEAR.length;
  const isClear = CLEAR.every((value, index) => received[start + index] === value);
  return isClear ? { kind: 'clear' } : undefined;
}
