import { createWriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { LinkAddress } from '../contracts/configuration.ts';
import { Fault } from '../contracts/fault.ts';
import { addressText } from '../hardware/link/address.ts';
import { openLink } from '../hardware/link/link.ts';
import { command } from './command.ts';

export const captureCommand = command({
  about:
    'Records what a till sends, with its timing, until Ctrl-C. "pindan decode" replays the recording, and "pindan dialect new" drafts a dialect from it.',
  options: {
    baud: {
      type: 'number',
      value: 'BAUD',
      whole: true,
      atLeast: 50,
      atMost: 4_000_000,
      default: 9600,
      about: 'bits per second of a serial port',
    },
    parity: {
      type: 'choice',
      choices: ['none', 'even', 'odd'],
      default: 'none',
      about: 'parity of a serial port',
    },
    bits: { type: 'choice', choices: [7, 8], default: 8, about: 'data bits of a serial port' },
    stop: { type: 'choice', choices: [1, 2], default: 1, about: 'stop bits of a serial port' },
    flow: {
      type: 'choice',
      choices: ['none', 'rtscts', 'xonxoff'],
      default: 'none',
      about: 'flow control of a serial port',
    },
    out: {
      type: 'text',
      short: 'o',
      value: 'FILE',
      about: 'the recording goes into this file instead of standard output',
    },
    seconds: { type: 'number', value: 'N', above: 0, about: 'ends after so many seconds' },
  },
  positionals: {
    port: {
      type: 'text',
      value: 'PORT',
      required: true,
      about: 'a serial port, a device file such as /dev/usb/lp0, or tcp://host:port',
    },
  },
  example: 'pindan capture /dev/ttyUSB0 --baud 9600 --out till.capture',
  async run({ port, out, seconds, ...line }, io) {
    const address = addressOf(port, line);
    const file = out === undefined ? undefined : createWriteStream(resolve(io.cwd, out));
    const write = (line: string): void => {
      if (file === undefined) io.out(line);
      else file.write(line);
    };
    const startedMs = Date.now();
    write(
      `${JSON.stringify({ capture: 1, link: address, startedAt: new Date(startedMs).toISOString() })}\n`,
    );
    let why = '';
    const link = openLink(address, {
      onBytes: (bytes, atMs) => {
        write(
          `${JSON.stringify({ ms: atMs - startedMs, hex: Buffer.from(bytes).toString('hex') })}\n`,
        );
      },
      onState: (state, fault) => {
        if (state === 'open') io.err(`recording ${addressText(address)}; Ctrl-C ends it`);
        else if (fault !== undefined && fault.message !== why) io.err(fault.message);
        why = state === 'open' ? '' : (fault?.message ?? why);
      },
    });
    await ended(io.signal, seconds);
    await link.close();
    if (file !== undefined) await new Promise<void>((done) => void file.end(() => done()));
    io.err(`${link.statistics.bytesIn} bytes recorded`);
    return link.statistics.opens === 0 ? 1 : 0;
  },
});

function ended(signal: AbortSignal, seconds: number | undefined): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) return done();
    const timer = seconds === undefined ? undefined : setTimeout(done, seconds * 1000);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      done();
    });
  });
}

/** What the options say about a serial line. */
interface SerialLine {
  readonly baud: number;
  readonly parity: 'none' | 'even' | 'odd';
  readonly bits: 7 | 8;
  readonly stop: 1 | 2;
  readonly flow: 'none' | 'rtscts' | 'xonxoff';
}

function addressOf(port: string, line: SerialLine): LinkAddress {
  const tcp = /^tcp:\/\/(.+):(\d+)$/.exec(port);
  if (tcp !== null) {
    const address = LinkAddress.safeParse({ kind: 'tcp', host: tcp[1], port: Number(tcp[2]) });
    if (address.success) return address.data;
    throw new Fault('bad-input', `${port}: a TCP port is a number from 1 to 65535`);
  }
  if (/^\/dev\/(?:usb\/)?lp\d+$/.test(port)) return { kind: 'file', path: port };
  const { baud: baudRate, parity, bits: dataBits, stop: stopBits, flow } = line;
  return { kind: 'serial', path: port, baudRate, parity, dataBits, stopBits, flow };
}
