import { parseArgs } from 'node:util';
import { Fault } from '../contracts/fault.ts';
import type { WireKind } from '../test/simulators/wire.ts';
import { type Io, reasonOf } from './io.ts';
import { startReal } from './start-real.ts';
import { startVirtual } from './start-virtual.ts';

/**
 * `pindan start`: the virtual shop, until Ctrl-C; `--once` ends after one redeemed pairing, the last line one JSON object that says so.
 * `--day FILE` plays a real shop's invoices, `--receipts FOLDER` recorded receipts on the tapped line. `--config shop.json` runs a real
 * shop instead: whatever of it the file names for this machine, with `--kiosk` the kiosk window too.
 */
export async function runStart(args: readonly string[], io: Io): Promise<number> {
  const options = parseOptions(args);
  const { config, kiosk } = options;
  if (config !== undefined) return startReal({ config, kiosk }, io);
  return startVirtual(options, io);
}

function parseOptions(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        config: { type: 'string' },
        kiosk: { type: 'boolean', default: false },
        once: { type: 'boolean', default: false },
        day: { type: 'string' },
        receipts: { type: 'string' },
        broker: { type: 'string' },
        links: { type: 'string' },
        minutes: { type: 'string', default: '10' },
        seed: { type: 'string', default: '1' },
      },
    });
    return {
      config: values.config,
      kiosk: values.kiosk,
      once: values.once,
      day: values.day,
      receipts: values.receipts,
      broker: values.broker,
      links: linksOf(values.links),
      dayMinutes: wholeNumber('--minutes', values.minutes),
      seed: wholeNumber('--seed', values.seed),
    };
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault('bad-input', reasonOf(cause), { cause });
  }
}

function linksOf(text: string | undefined): WireKind | undefined {
  if (text === undefined || text === 'pty' || text === 'tcp') return text;
  throw new Fault('bad-input', `--links ${text}: expected pty or tcp`);
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Fault('bad-input', `${name} ${text}: expected a whole number above 0`);
}
