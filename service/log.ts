import pino from 'pino';

/** Where a process says what happened; a pino logger fits as it is. Fields never hold card numbers. */
export interface Log {
  debug(fields: object, text: string): void;
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

const LEVEL_WORDS: Readonly<Record<number, string>> = {
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
};

/**
 * A pino log. As `lines` each entry is one readable line for people and journald; as `json` it is pino's own.
 * @param write takes whole lines without their end
 */
export function openLog(
  write: (line: string) => void,
  options: { readonly name: string; readonly format: 'lines' | 'json'; readonly level?: string },
): Log {
  const destination = {
    write(entry: string) {
      write(options.format === 'json' ? entry.trimEnd() : readable(entry));
    },
  };
  return pino({ name: options.name, level: options.level ?? 'info', base: null }, destination);
}

function readable(entry: string): string {
  const { level, time, msg, name: _, ...fields } = JSON.parse(entry) as Record<string, unknown>;
  const clock = new Date(Number(time)).toISOString().slice(11, 23);
  const rest = Object.entries(fields)
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
  return `${clock} ${LEVEL_WORDS[Number(level)] ?? 'info'} ${String(msg)}${rest === '' ? '' : ` (${rest})`}`;
}
