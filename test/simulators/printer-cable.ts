import type { LinkState } from '../../contracts/device-health.ts';
import { Fault } from '../../contracts/fault.ts';
import {
  NOTHING_COUNTED,
  type Link,
  type LinkOptions,
  type openLink,
} from '../../hardware/link/link.ts';
import { VirtualPrinter } from './printer.ts';
import type { VirtualPrinterOptions } from './printer.ts';

/** A virtual printer on a cable that the test holds in its hand: no socket, no port. */
export interface HandCable {
  readonly virtual: VirtualPrinter;
  /** For the driver, in place of a real link. */
  readonly openLink: typeof openLink;
  readonly unplug: () => void;
  /** It comes loose once so many more bytes went through. */
  readonly unplugAfter: (bytes: number) => void;
  readonly isPlugged: boolean;
  readonly plugIn: () => void;
}

export function handCable(options: Omit<VirtualPrinterOptions, 'reply'>): HandCable {
  let handlers: LinkOptions | undefined;
  let state: LinkState = 'absent';
  let loosensAfter = Infinity;
  const isOpen = (): boolean => state === 'open';
  const virtual = new VirtualPrinter({
    ...options,
    reply: (bytes) => {
      // A wire takes time: never an answer inside the write that asks.
      setImmediate(() => {
        if (isOpen()) handlers?.onBytes(bytes, Date.now());
      });
    },
  });
  const enter = (next: LinkState): void => {
    state = next;
    handlers?.onState(next, next === 'lost' ? new Fault('link-lost', 'unplugged') : undefined);
  };
  return {
    virtual,
    openLink: (address, given): Link => {
      handlers = given;
      queueMicrotask(() => enter('open'));
      return {
        address,
        get state() {
          return state;
        },
        statistics: NOTHING_COUNTED,
        write: async (bytes) => {
          if (!isOpen()) throw new Fault('link-lost', 'not connected');
          await Promise.resolve();
          const through = bytes.subarray(0, Math.min(bytes.length, loosensAfter));
          loosensAfter -= through.length;
          virtual.receive(through);
          if (through.length === bytes.length) return;
          loosensAfter = Infinity;
          enter('lost');
          throw new Fault('link-lost', 'unplugged while sending');
        },
        close: () => Promise.resolve(),
      };
    },
    unplug: () => enter('lost'),
    unplugAfter: (bytes) => {
      loosensAfter = bytes;
    },
    get isPlugged() {
      return isOpen();
    },
    plugIn: () => enter('open'),
  };
}
