import type { Command } from './io.ts';

/** A command of `pindan`: the line that `pindan help` shows, and where its code is. Loaded only when it is asked for, so that
 *  `pindan price` starts without the broker or a serial port. */
export interface CommandEntry {
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** Every command by its name. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  start: {
    summary: 'the virtual shop on this machine; --once, --day FILE; --config shop.json: a real one',
    load: async () => (await import('./start.ts')).runStart,
  },
  daemon: {
    summary: 'the shop box of --config shop.json: devices, kiosk screens, slips',
    load: async () => (await import('./daemon.ts')).runDaemon,
  },
  central: {
    summary: 'the matcher and broker of --config shop.json',
    load: async () => (await import('./central.ts')).runCentral,
  },
  match: {
    summary: 'who should pool with whom: JSON in, JSON out',
    load: async () => (await import('./match.ts')).runMatch,
  },
  bench: {
    summary: 'run a benchmark; without a name it lists them',
    load: async () => (await import('./bench.ts')).runBench,
  },
  protocol: {
    summary: 'print the protocol as the contracts have it; --write, --check',
    load: async () => (await import('./protocol.ts')).runProtocol,
  },
};
