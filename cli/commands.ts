import type { Command } from './io.ts';

/** A command of `pindan`: the line that `pindan help` shows, and where its code is. Loaded only when it is asked for, so that
 *  `pindan price` starts without the broker or a serial port. */
export interface CommandEntry {
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** Every command by its name. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  protocol: {
    summary: 'print the protocol as the contracts have it: --write, --check',
    load: async () => (await import('./protocol.ts')).runProtocol,
  },
};
