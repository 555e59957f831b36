/** What all births and wills have in common. */
export interface Booted {
  readonly state: 'online' | 'offline';
  readonly boot: number;
}

/**
 * The presence that counts after another message came: a lower `boot` is an old will or birth that the broker delivered late, and
 * is ignored. Source: docs/rules.md#presence.
 */
export function newestPresence<P extends Booted>(known: P | undefined, came: P): P {
  return known !== undefined && came.boot < known.boot ? known : came;
}
