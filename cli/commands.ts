import type { Command, CommandGroup } from './command.ts';

/** A command of `pindan`: the line that `pindan help` shows, and where its code is. Loaded only when it is asked for, so that
 *  `pindan price` starts without the broker or a serial port. */
export interface CommandEntry {
  readonly summary: string;
  /** Takes a wish to stop (`io.signal`) and ends by itself, in order; any other is ended by it at once, even in the middle of its work. */
  readonly stopsItself?: true;
  readonly load: () => Promise<Command | CommandGroup>;
}

/** Every command by its name. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  start: {
    summary: 'the virtual shop on this machine; --once, --day FILE; --config shop.json: a real one',
    stopsItself: true,
    load: async () => (await import('./start.ts')).startCommand,
  },
  daemon: {
    summary: 'the box of --config shop.json: devices, kiosk screens, slips',
    stopsItself: true,
    load: async () => (await import('./daemon.ts')).daemonCommand,
  },
  central: {
    summary: 'the matcher and broker of --config shop.json',
    stopsItself: true,
    load: async () => (await import('./central.ts')).centralCommand,
  },
  doctor: {
    summary: 'every device of --config shop.json: its state and what it last said',
    load: async () => (await import('./doctor.ts')).doctorCommand,
  },
  price: {
    summary: 'what a basket earns: --promotions FILE [BASKET]',
    load: async () => (await import('./price.ts')).priceCommand,
  },
  match: {
    summary: 'who should pool with whom: [INPUT]',
    load: async () => (await import('./match.ts')).matchCommand,
  },
  replay: {
    summary:
      "what pooling would have saved on a day of a shop's own sales: --promotions FILE [SALES …]",
    load: async () => (await import('./replay.ts')).replayCommand,
  },
  redeem: {
    summary: 'staff say that a sale was a joint receipt: PAIRING, or --no PAIRING',
    load: async () => (await import('./redeem.ts')).redeemCommand,
  },
  promotions: {
    summary: 'check FILE: each promotion in a sentence, with warnings',
    load: async () => (await import('./promotions-check.ts')).promotionsCommands,
  },
  decode: {
    summary: "a till's bytes as till events: --dialect D [BYTES]",
    load: async () => (await import('./decode.ts')).decodeCommand,
  },
  capture: {
    summary: "record a till's bytes with their timing: PORT",
    stopsItself: true,
    load: async () => (await import('./capture.ts')).captureCommand,
  },
  dialect: {
    summary: 'list, new and check: till dialects, and a draft of one from a recording',
    load: async () => (await import('./dialect.ts')).dialectCommands,
  },
  barcode: {
    summary: 'what scanned lines mean: [LINES]',
    load: async () => (await import('./barcode.ts')).barcodeCommand,
  },
  slip: {
    summary: 'a slip as printer bytes or a picture: --format escpos|svg [PAIRING]',
    load: async () => (await import('./slip.ts')).slipCommand,
  },
  bench: {
    summary: 'run a benchmark; without a name it lists them',
    load: async () => (await import('./bench.ts')).benchCommands,
  },
  kiosk: {
    summary: 'a kiosk screen of this machine: the window, --browser or --url',
    stopsItself: true,
    load: async () => (await import('./kiosk.ts')).kioskCommand,
  },
  screenshots: {
    summary: 'a picture of every screen and slip, in screenshots/',
    stopsItself: true,
    load: async () => (await import('./screenshots.ts')).screenshotsCommand,
  },
  protocol: {
    summary: 'the protocol as the contracts have it; --write, --check',
    load: async () => (await import('./protocol.ts')).protocolCommand,
  },
};
