/** What is the matter with a virtual printer. */
export interface VirtualCondition {
  readonly hasPower: boolean;
  readonly hasPaper: boolean;
  readonly isNearEnd: boolean;
  readonly isCoverOpen: boolean;
  /** The cutter hit something and stopped; it stays stopped until it is told to recover. */
  readonly hasCutterError: boolean;
  /** Switched offline at its panel. */
  readonly isSwitchedOff: boolean;
}

/** It prints nothing now; its buffer waits. */
export function isHeld(now: VirtualCondition): boolean {
  return (
    !now.hasPower || !now.hasPaper || now.isCoverOpen || now.hasCutterError || now.isSwitchedOff
  );
}

/** The answer to `DLE EOT n`. Source: Epson ESC/POS command reference; written apart from `hardware/`. */
export function realTimeAnswer(question: number, now: VirtualCondition): readonly number[] {
  switch (question) {
    case 1:
      return [0x12 | (isHeld(now) ? 0x08 : 0)];
    case 2:
      return [
        0x12 |
          (now.isCoverOpen ? 0x04 : 0) |
          (now.hasPaper ? 0 : 0x20) |
          (now.hasCutterError ? 0x40 : 0),
      ];
    case 3:
      return [0x12 | (now.hasCutterError ? 0x08 : 0)];
    default:
      return [0x12 | (now.isNearEnd || !now.hasPaper ? 0x0c : 0) | (now.hasPaper ? 0 : 0x60)];
  }
}

/** The four bytes of automatic status. */
export function automaticStatus(now: VirtualCondition): readonly number[] {
  return [
    0x10 | (isHeld(now) ? 0x08 : 0) | (now.isCoverOpen ? 0x20 : 0),
    now.hasCutterError ? 0x08 : 0,
    (now.isNearEnd || !now.hasPaper ? 0x03 : 0) | (now.hasPaper ? 0 : 0x0c),
    0x0f,
  ];
}
