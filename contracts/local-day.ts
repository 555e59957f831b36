const formatters = new Map<string, Intl.DateTimeFormat>();

/** The calendar day at a moment in a zone, as `2026-11-30`. */
export function localDay(atMs: number, timeZone: string): string {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    formatters.set(timeZone, formatter);
  }
  return formatter.format(atMs);
}
