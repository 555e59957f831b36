/** Milliseconds since 1970 of an ISO 8601 text; not a number where it is none. Here because `promotions/` and `matcher/` may not
 *  name `Date` at all: its constructor reads the clock, and the linter cannot tell the two uses apart. */
export function instantMs(text: string): number {
  return Date.parse(text);
}

/** Milliseconds since 1970 of a wall time in UTC. @param month 1 is January */
export function utcMs(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number {
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The ISO 8601 text, in UTC, of milliseconds since 1970. */
export function instantText(atMs: number): string {
  return new Date(atMs).toISOString();
}
