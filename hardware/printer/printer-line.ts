import type { openLink } from '../link/link.ts';
import type { Link, LinkOptions } from '../link/link.ts';

/** The cable to a printer as its driver uses it. */
export interface PrinterLine extends Link {
  /** Whether it is opened for each job and each look, and given back in between. */
  readonly isCalled: boolean;
  /**
   * Resolves once the printer can be talked to; a session has begun by then.
   * @throws Fault `link-lost`, `port-busy` or `port-unavailable`: nothing was sent
   */
  ready(): Promise<void>;
  /** Nothing more to say for now. */
  rest(): void;
}

export interface PrinterLineOptions extends Pick<LinkOptions, 'onBytes' | 'onState'> {
  /** A fresh opening: what was asked before will not be answered. */
  readonly onBegin: () => void;
  readonly onEnd: () => void;
  readonly keepMs: number;
  readonly clock: () => number;
  readonly random?: () => number;
  readonly openLink?: typeof openLink;
}
