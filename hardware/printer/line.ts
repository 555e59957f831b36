import type { LinkAddress } from '../../contracts/configuration.ts';
import { openLink } from '../link.ts';
import type { Link, LinkOptions } from '../link.ts';
import { CalledLine } from './called-line.ts';

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

/**
 * A serial or file printer is held open for ever. A TCP printer usually serves one connection at a time and others may want it, so it is
 * called: connected late, given back early. Source: reference page on devices, section 1, Claim.
 */
export function openLine(address: LinkAddress, options: PrinterLineOptions): PrinterLine {
  return address.kind === 'tcp' ? new CalledLine(address, options) : heldLine(address, options);
}

function heldLine(address: LinkAddress, options: PrinterLineOptions): PrinterLine {
  const { onBytes, clock, random, onBegin, onEnd, onState } = options;
  const link = (options.openLink ?? openLink)(address, {
    onBytes,
    clock,
    ...(random === undefined ? {} : { random }),
    onState: (state, why) => {
      if (state === 'open') onBegin();
      else if (state === 'lost') onEnd();
      onState(state, why);
    },
  });
  return {
    address,
    isCalled: false,
    get state() {
      return link.state;
    },
    get statistics() {
      return link.statistics;
    },
    write: (bytes) => link.write(bytes),
    close: () => link.close(),
    // Whether it is open shows when something is sent.
    ready: () => Promise.resolve(),
    rest: () => undefined,
  };
}
