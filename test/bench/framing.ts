import { ReadlineParser } from '@serialport/parser-readline';
import { textDecoder } from '../../hardware/till/dialect/decode-text.ts';
import { lineFramer } from '../../hardware/till/framing/line-framer.ts';
import { openScanner } from '../../hardware/scan/scanner.ts';
import { benchmark } from '../bench-io.ts';

/** Takes the chunks so many times; gives how many lines came out. */
type Subject = (chunks: readonly Uint8Array[], times: number) => Promise<number>;

const MB = 1_000_000;
/** Readline alone needs minutes for more of hostile input. */
const READLINE_HOSTILE_MB = 0.5;

export const bench = benchmark({
  about:
    'How fast bytes become lines. MB/s and lines/s of our line framer, of Readline behind our guard and of Readline alone, on lines of 40 bytes and on bytes without a line end, in pieces of 64 bytes. At 1, 4 and 16 MB: the best of three runs by the clock and, for how the cost of a megabyte grows, by the processor time that it took.',
  example: 'pindan bench framing',
  async run(_, io) {
    for (const [name, subject] of SUBJECTS) {
      for (const input of ['normal', 'hostile'] as const) {
        const isAlone = name === 'readline alone';
        const sizes =
          isAlone && input === 'hostile'
            ? [READLINE_HOSTILE_MB / 2, READLINE_HOSTILE_MB]
            : [1, 4, 16];
        const perMb: number[] = [];
        for (const megabytes of sizes) {
          if (io.signal.aborted) return 1;
          const { ms, cpuMs, lines } = await bestOf(RUNS, subject, INPUTS[input], megabytes);
          perMb.push(cpuMs / megabytes);
          io.out(
            `${JSON.stringify({
              subject: name,
              input,
              megabytes,
              ms: Math.round(ms * 10) / 10,
              cpuMs: Math.round(cpuMs * 10) / 10,
              megabytesPerSecond: Math.round((megabytes / ms) * 10_000) / 10,
              linesPerSecond: Math.round((lines / ms) * 1000),
            })}\n`,
          );
        }
        const [first = 1] = perMb;
        const growth = (perMb.at(-1) ?? 0) / first;
        io.out(
          `${JSON.stringify({ subject: name, input, growthOfCostPerMegabyte: Math.round(growth * 100) / 100 })}\n`,
        );
      }
    }
    return 0;
  },
});

const SUBJECTS: readonly (readonly [string, Subject])[] = [
  [
    'line framer',
    (chunks, times) => {
      const framer = lineFramer({
        decode: textDecoder('utf-8'),
        delimiters: ['\r\n', '\n', '\r'],
        limitBytes: 4096,
        idleFlushMs: undefined,
      });
      for (let time = 0; time < times; time += 1) {
        for (const chunk of chunks) framer.push(chunk, 0);
      }
      return Promise.resolve(framer.statistics.lines);
    },
  ],
  [
    'readline behind the guard',
    async (chunks, times) => {
      const scanner = openScanner({ suffix: 'lf' }, () => undefined);
      for (let time = 0; time < times; time += 1) {
        for (const chunk of chunks) scanner.push(chunk, 0);
      }
      await new Promise((resolve) => setImmediate(resolve));
      scanner.close();
      return scanner.statistics.scans;
    },
  ],
  [
    'readline alone',
    async (chunks, times) => {
      let lines = 0;
      const parser = new ReadlineParser({ delimiter: '\n', encoding: 'latin1' });
      parser.on('data', () => (lines += 1));
      for (let time = 0; time < times; time += 1) {
        for (const chunk of chunks) parser.write(chunk);
      }
      await new Promise((resolve) => setImmediate(resolve));
      return lines;
    },
  ],
];

/** A machine with other work to do shows in the slowest run, not in the fastest. */
const RUNS = 3;

async function bestOf(
  runs: number,
  subject: Subject,
  block: readonly Uint8Array[],
  megabytes: number,
): Promise<{ readonly ms: number; readonly cpuMs: number; readonly lines: number }> {
  const best = { ms: Infinity, cpuMs: Infinity, lines: 0 };
  for (let run = 0; run < runs; run += 1) {
    const startedMs = performance.now();
    const startedCpu = process.cpuUsage();
    best.lines = await subject(block, megabytes / BLOCK_MB);
    const { user, system } = process.cpuUsage(startedCpu);
    best.ms = Math.min(best.ms, performance.now() - startedMs);
    best.cpuMs = Math.min(best.cpuMs, (user + system) / 1000);
  }
  return best;
}

/** What is sent again and again; its pieces are made once, so that making them is not measured. */
const BLOCK_MB = 0.25;
const LINE = 'COLA 330ML          2 x 1.50       3.00\n';
const INPUTS: Readonly<Record<'normal' | 'hostile', readonly Uint8Array[]>> = {
  normal: pieces(Buffer.from(LINE.repeat((BLOCK_MB * MB) / LINE.length))),
  hostile: pieces(Buffer.alloc(BLOCK_MB * MB, 0x41)),
};

/** As a serial port gives them: 64 bytes at a time. */
function pieces(whole: Buffer): readonly Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let from = 0; from < whole.length; from += 64) chunks.push(whole.subarray(from, from + 64));
  return chunks;
}
