/** How long things with a printer may take, in milliseconds; tests shorten them. */
export interface PrinterTiming {
  /** An answer to a real-time question. */
  readonly helloMs: number;
  /** Between two looks at an idle printer that is held open, and between two looks during a job. */
  readonly pollMs: number;
  readonly jobPollMs: number;
  /** Between two visits to an idle printer that serves one connection at a time. */
  readonly visitMs: number;
  /** How long such a connection is kept for the next slip before it is given back. */
  readonly keepMs: number;
  /** Silence after which no late answer of an uncertain job is to be expected. */
  readonly quietMs: number;
  /** NULs that push out a half-sent command. */
  readonly pushOutBytes: number;
}

export const USUAL_TIMING: PrinterTiming = {
  helloMs: 2000,
  pollMs: 10_000,
  jobPollMs: 1000,
  visitMs: 30_000,
  keepMs: 1500,
  quietMs: 1000,
  pushOutBytes: 8192,
};
