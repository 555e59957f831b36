/** Where a process says what happened: pino's call shape, so that a pino logger fits as it is. Fields never hold card numbers. */
export interface Log {
  debug(fields: object, text: string): void;
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}
