/**
 * The first place where real-time command bytes stand in a job: `DLE EOT n`, `DLE ENQ n` and `DLE DC4 n` are obeyed even inside picture
 * data, so a picture that holds them by chance makes the printer answer, feed or open the drawer. -1 where there is none.
 * Source: reference page on devices, 8.4, Hazard.
 */
export function realTimeHazard(bytes: Uint8Array): number {
  for (let index = 0; index + 1 < bytes.length; index += 1) {
    if (bytes[index] !== 0x10) continue;
    const next = bytes[index + 1];
    if (next === 0x04 || next === 0x05 || next === 0x14) return index;
  }
  return -1;
}
