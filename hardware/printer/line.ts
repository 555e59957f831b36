import type { LinkAddress } from '../../contracts/configuration.ts';
import { openLink } from '../link/link.ts';
import { CalledLine } from './on-demand-connection.ts';
import type { PrinterLine, PrinterLineOptions } from './printer-line.ts';

/**
 * A serial or file printer is held open for ever. A TCP printer usually serves one connection at a time and others may want it,
 * so it is called: connected late, given back early. Source: docs/facts/ports.md#network-printers.
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
