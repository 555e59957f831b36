/** What the world can do to us. The shell retries or shows it; a closed list, so that each has a text for people. */
export type FaultCode =
  | 'bad-configuration'
  | 'bad-input'
  | 'port-unavailable'
  | 'port-busy'
  | 'link-lost'
  | 'unknown-dialect'
  | 'bad-dialect'
  | 'frame-overflow'
  | 'broker-unreachable'
  | 'broker-refused'
  | 'message-rejected'
  | 'store-unavailable'
  | 'store-corrupt'
  | 'outbox-full'
  | 'printer-fault'
  | 'timeout'
  | 'already-running'
  | 'not-running';

/** The world failed, in words for the person who must act: which device, what happened, what to do now. */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly retryAfterMs: number | undefined;

  constructor(
    code: FaultCode,
    message: string,
    options: { readonly cause?: unknown; readonly retryAfterMs?: number } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Fault';
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
  }
}
