import { ReadlineParser } from '@serialport/parser-readline';
import { seededRandom } from '../../contracts/seeded-random.ts';
import { shippedDialect } from '../../hardware/till/dialect.ts';
import { openTillFeed } from '../../hardware/till/feed.ts';
import { benchmark, type BenchIo } from '../bench-io.ts';
import { goodsMinor } from '../simulators/till-sale.ts';
import type { RungSale } from '../simulators/till-sale.ts';
import { tillBytes } from '../simulators/till.ts';
import type { TillStyle } from '../simulators/till.ts';

interface Measured {
  readonly cpuMs: number;
  readonly ms: number;
  readonly lines: number;
  readonly events: number;
}
/** Takes a block so many times. */
type Subject = (block: Uint8Array, times: number) => Omit<Measured, 'cpuMs' | 'ms'>;

const LINES = Array.from({ length: 12 }, (_, index) => ({
  name: `ARTIKEL ${index}`,
  quantity: 1 + (index % 3),
  unitPriceMinor: 199 + index,
}));
const SALE: RungSale = {
  lines: LINES,
  totalMinor: goodsMinor({ lines: LINES }),
  paidMinor: 10_000,
  receiptNumber: '4711',
};
/** Each line may be an item or a payment until the total comes. */
const DOUBTFUL: RungSale = {
  ...SALE,
  lines: LINES.map((line) => ({ ...line, name: `CARD HOLDER ${line.name}` })),
};
/** Every other reading is tried, in vain. */
const WRONG: RungSale = { ...DOUBTFUL, totalMinor: 999_999, paidMinor: 1_000_000 };
const STYLES: readonly (readonly [string, TillStyle])[] = [
  ['json-lines', { kind: 'json-lines', withChecksum: true }],
  ['escpos-receipt', { kind: 'escpos', language: 'en' }],
  ['escpos-receipt-zh', { kind: 'escpos', language: 'zh' }],
];
const BLOCK_BYTES = 1 << 16;
/** A machine with other work to do shows in the slowest run, not in the fastest. */
const RUNS = 3;
/** Readline alone takes quadratic time where no line ends. */
const READLINE_HOSTILE_MB = [0.25, 0.5];

export const bench = benchmark({
  about:
    'How fast bytes become till events, for each dialect. The input is receipts, receipts whose every line is doubtful, noise, and bytes without a line end; beside it stands Readline alone on the same bytes, which gives lines and no more. At 1, 4 and 16 MB: the best of three runs, by the clock and by the processor time that it took.',
  example: 'pindan bench decode',
  async run(_, io) {
    const random = seededRandom(7);
    const noise = Uint8Array.from({ length: BLOCK_BYTES }, () => Math.floor(random() * 256));
    const endless = new Uint8Array(BLOCK_BYTES).fill(0x41);
    for (const [id, style] of STYLES) {
      const inputs = [
        ['receipts', repeated(tillBytes(SALE, style))],
        ['doubtful receipts', repeated(tillBytes(DOUBTFUL, style))],
        ['doubtful receipts that never add up', repeated(tillBytes(WRONG, style))],
        ['noise', noise],
        ['no line end', endless],
      ] as const;
      for (const [input, block] of inputs) {
        const row = { dialect: id, input };
        if (!(await grows(io, { ...row, subject: 'pindan' }, decoded(id), block, [1, 4, 16])))
          return 1;
        const sizes = input === 'no line end' ? READLINE_HOSTILE_MB : [1, 4, 16];
        if (!(await grows(io, { ...row, subject: 'readline alone' }, split, block, sizes)))
          return 1;
      }
    }
    return 0;
  },
});

function repeated(receipt: Uint8Array): Uint8Array {
  return Buffer.concat(
    Array.from({ length: Math.ceil(BLOCK_BYTES / receipt.length) }, () => receipt),
  );
}

/** Pieces as a busy port gives them. */
const PIECE_BYTES = 512;

function decoded(id: string): Subject {
  return (block, times) => {
    const feed = openTillFeed(shippedDialect(id));
    for (let time = 0; time < times; time += 1) {
      for (let from = 0; from < block.length; from += PIECE_BYTES) {
        feed.push(block.subarray(from, from + PIECE_BYTES), time * 50);
      }
    }
    const { lines, events } = feed.statistics;
    return { lines, events };
  };
}

const split: Subject = (block, times) => {
  let lines = 0;
  const parser = new ReadlineParser({ delimiter: '\n', encoding: 'latin1' });
  parser.on('data', () => (lines += 1));
  for (let time = 0; time < times; time += 1) {
    for (let from = 0; from < block.length; from += PIECE_BYTES) {
      parser.write(block.subarray(from, from + PIECE_BYTES));
    }
  }
  parser.removeAllListeners();
  parser.destroy();
  return { lines, events: 0 };
};

/** Prints a row for each size, and how the cost of a megabyte grows from the smallest to the largest; false when it was stopped. */
async function grows(
  io: BenchIo,
  row: Readonly<Record<string, string>>,
  subject: Subject,
  block: Uint8Array,
  sizesMb: readonly number[],
): Promise<boolean> {
  const perMb: number[] = [];
  for (const megabytes of sizesMb) {
    await new Promise((resolve) => setImmediate(resolve));
    if (io.signal.aborted) return false;
    const times = Math.max(1, Math.round((megabytes * 1e6) / block.length));
    const sentMb = (times * block.length) / 1e6;
    const { ms, cpuMs, lines, events } = best(subject, block, times);
    perMb.push(cpuMs / sentMb);
    say(io, {
      ...row,
      megabytes,
      ms: Math.round(ms),
      cpuMs: Math.round(cpuMs),
      megabytesPerSecond: Math.round((sentMb / ms) * 10_000) / 10,
      megabytesPerCpuSecond: Math.round((sentMb / cpuMs) * 10_000) / 10,
      linesPerSecond: Math.round((lines / ms) * 1000),
      events,
    });
  }
  const growth = (perMb.at(-1) ?? 0) / (perMb[0] ?? 1);
  say(io, { ...row, growthOfCostPerMegabyte: Math.round(growth * 100) / 100 });
  return true;
}

function best(subject: Subject, block: Uint8Array, times: number): Measured {
  let found: Measured = { ms: Infinity, cpuMs: Infinity, lines: 0, events: 0 };
  for (let run = 0; run < RUNS; run += 1) {
    const startedMs = performance.now();
    const startedCpu = process.cpuUsage();
    const counts = subject(block, times);
    const { user, system } = process.cpuUsage(startedCpu);
    const ms = performance.now() - startedMs;
    found = {
      ...counts,
      ms: Math.min(found.ms, ms),
      cpuMs: Math.min(found.cpuMs, (user + system) / 1000),
    };
  }
  return found;
}

function say(io: BenchIo, row: Readonly<Record<string, string | number>>): void {
  io.out(`${JSON.stringify(row)}\n`);
}
