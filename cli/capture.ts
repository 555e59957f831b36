import { createWriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { LinkAddress } from '../contracts/configuration.ts';
import { Fault } from '../contracts/fault.ts';
import { addressText } from '../hardware/link/address.ts';
import { openLink } from '../hardware/link/link.ts';
import { type Io, reasonOf } from './io.ts';

/**
 * `pindan capture PORT [--baud 9600] [--parity none|even|odd] [--bits 7|8] [--stop 1|2] [--flow none|rtscts|xonxoff] [--out FILE] [--seconds N]`:
 * records what comes over a serial port, `tcp://host:port` or a device file with its timing, until Ctrl-C. The recording replays with
 * `pindan decode`, and `pindan dialect new` drafts a dialect from it.
 */
export async function runCapture(args: readonly string[], io: Io): Promise<number> {
  const { address, out, seconds } = options(args);
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
}

const USAGE =
  'capture PORT [--baud 9600] [--parity none|even|odd] [--bits 7|8] [--stop 1|2] [--flow none|rtscts|xonxoff] [--out FILE] [--seconds N]';
const OPTION_OF: Readonly<Record<string, string>> = {
  baudRate: '--baud',
  parity: '--parity',
  dataBits: '--bits',
  stopBits: '--stop',
  flow: '--flow',
};

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

function options(args: readonly string[]): {
  readonly address: LinkAddress;
  readonly out: string | undefined;
  readonly seconds: number | undefined;
} {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        baud: { type: 'string', default: '9600' },
        parity: { type: 'string', default: 'none' },
        bits: { type: 'string', default: '8' },
        stop: { type: 'string', default: '1' },
        flow: { type: 'string', default: 'none' },
        out: { type: 'string', short: 'o' },
        seconds: { type: 'string' },
      },
    });
    const [port, ...more] = positionals;
    if (port === undefined || more.length > 0) throw new Fault('bad-input', `one PORT: ${USAGE}`);
    const tcp = /^tcp:\/\/(.+):(\d+)$/.exec(port);
    const serial = {
      kind: 'serial',
      path: port,
      baudRate: Number(values.baud),
      parity: values.parity,
      dataBits: Number(values.bits),
      stopBits: Number(values.stop),
      flow: values.flow,
    };
    const isFile = /^\/dev\/(?:usb\/)?lp\d+$/.test(port);
    const given = tcp
      ? { kind: 'tcp', host: tcp[1], port: Number(tcp[2]) }
      : isFile
        ? { kind: 'file', path: port }
        : serial;
    const seconds = values.seconds === undefined ? undefined : Number(values.seconds);
    const address = LinkAddress.safeParse(given);
    if (!address.success) {
      const [issue] = address.error.issues;
      const field = OPTION_OF[String(issue?.path[0])] ?? String(issue?.path[0] ?? 'PORT');
      throw new Fault('bad-input', `capture: ${field} is wrong; ${USAGE}`);
    }
    return { address: address.data, out: values.out, seconds };
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault('bad-input', `capture: ${reasonOf(cause)}; ${USAGE}`, { cause });
  }
}
