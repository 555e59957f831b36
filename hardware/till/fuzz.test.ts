import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TillEvent } from '../../contracts/till-event.ts';
import { sampleBytes, SHIPPED_DIALECTS, shippedDialect } from './dialect.ts';
import { openTillFeed } from './feed.ts';
import type { Dialect } from './dialect/compiled-dialect.ts';

/** Inputs over all dialects; the nightly mode looks at many more: `PINDAN_FUZZ=100000`. */
const inputs = Number(process.env['PINDAN_FUZZ'] ?? 2000);
const isNightly = process.env['PINDAN_FUZZ'] !== undefined;
const runs = Math.ceil(inputs / SHIPPED_DIALECTS.length / 3);
const patience = 30_000 + 60 * runs;
/** Processor time for one input of some ten kilobytes at most. */
const LONGEST_CPU_MS = 1500;

const dialects = SHIPPED_DIALECTS.map((id) => [id, shippedDialect(id)] as const);

function samplesOf(dialect: Dialect): readonly Uint8Array[] {
  return dialect.file.samples.map(sampleBytes);
}

const allSamples = dialects.flatMap(([, dialect]) => samplesOf(dialect));

/** Reads bytes in pieces with pauses, up to silence or an unplug. */
function read(
  dialect: Dialect,
  bytes: Uint8Array,
  cuts: readonly number[] = [],
  ending: 'silence' | 'unplugged' = 'silence',
): readonly TillEvent[] {
  const feed = openTillFeed(dialect);
  const events: TillEvent[] = [];
  let from = 0;
  let atMs = 0;
  const started = process.cpuUsage();
  for (const cut of [...cuts, bytes.length]) {
    events.push(...feed.push(bytes.subarray(from, from + cut), atMs));
    from += cut;
    atMs += cut % 3 === 0 ? 700 : 1;
    events.push(...feed.idle(atMs));
  }
  events.push(...(ending === 'silence' ? feed.idle(atMs + 3_600_001) : feed.lost(atMs)));
  const { user, system } = process.cpuUsage(started);
  expect((user + system) / 1000).toBeLessThan(LONGEST_CPU_MS);
  // Nothing is left over, and every event is one that the contract allows.
  expect(feed.idle(atMs + 9_000_000)).toEqual([]);
  const refused = events.find((event) => !TillEvent.safeParse(event).success);
  expect(refused).toBeUndefined();
  return events;
}

/** The totals of all sales that look whole: nothing lost, nothing strange, and the sums agree. */
function wholeSales(events: readonly TillEvent[]): readonly number[] {
  const totals: number[] = [];
  let sale: TillEvent[] = [];
  for (const event of events) {
    if (event.kind === 'begin') sale = [];
    sale.push(event);
    if (event.kind === 'end' && event.by !== 'close') totals.push(...trustedTotal(sale));
  }
  return totals;
}

function trustedTotal(sale: readonly TillEvent[]): readonly number[] {
  const isDoubtful = sale.some((event) =>
    ['damaged', 'unsupported', 'mark', 'void'].includes(event.kind),
  );
  const items = sale.flatMap((event) => (event.kind === 'item' ? [event.amountMinor] : []));
  if (isDoubtful || items.length === 0) return [];
  const sum = (pick: (event: TillEvent) => number): number =>
    sale.reduce((total, event) => total + pick(event), 0);
  const net =
    items.reduce((total, amount) => total + amount, 0) -
    sum((event) => (event.kind === 'discount' ? event.discountMinor : 0));
  const tax = sum((event) => (event.kind === 'tax' ? event.amountMinor : 0));
  const total = sale.findLast((event) => event.kind === 'total')?.totalMinor;
  return total === net || total === net + tax ? [total] : [];
}

/** A change in one place: bytes are missing, doubled, in between, or one is another one. It never changes two numbers alike. */
type Change =
  | { readonly kind: 'cut' | 'double'; readonly from: number; readonly length: number }
  | { readonly kind: 'flip'; readonly from: number; readonly bit: number }
  | { readonly kind: 'insert'; readonly from: number; readonly bytes: Uint8Array };

const from = fc.nat({ max: 1200 });
const length = fc.integer({ min: 1, max: 400 });
/** No digit in it, so it cannot add to a number. */
const noise = fc
  .uint8Array({ minLength: 1, maxLength: 40 })
  .map((bytes) => bytes.map((byte) => (byte >= 0x30 && byte <= 0x39 ? 0x1b : byte)));
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constantFrom('cut' as const, 'double' as const), from, length }),
  fc.record({ kind: fc.constant('flip' as const), from, bit: fc.nat({ max: 7 }) }),
  fc.record({ kind: fc.constant('insert' as const), from, bytes: noise }),
);

function changed(bytes: Uint8Array, change: Change): Uint8Array {
  const at = change.from % (bytes.length + 1);
  const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (change.kind) {
    case 'cut':
      return Buffer.concat([head, tail.subarray(change.length)]);
    case 'double':
      return Buffer.concat([head, tail.subarray(0, change.length), tail]);
    case 'flip':
      return Uint8Array.from(bytes, (byte, index) =>
        index === at ? byte ^ (1 << change.bit) : byte,
      );
    case 'insert':
      return Buffer.concat([head, change.bytes, tail]);
  }
}

const cuts = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 30 });
const ending = fc.constantFrom('silence' as const, 'unplugged' as const);
/** What makes a parser wait, count or recurse. */
const hostile = fc
  .array(
    fc.tuple(
      fc.constantFrom(
        '1b',
        '1d',
        '1c',
        '10',
        '1b40',
        '1d76300000ff00ff',
        '1d286bffff',
        '1d384cffffffff',
        '1b2a21ffff',
        '1b2600ff',
        '1c71ff',
        '0102',
        '02',
        '1002',
        '39',
        '392e',
        '2d',
        '5b7b22',
        '22',
        '2c',
        'c0',
        '81',
        '0d',
        '544f54414c20',
        '434152442058202020312e30310a',
      ),
      fc.integer({ min: 1, max: 400 }),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) =>
    Buffer.concat(parts.map(([hex, times]) => Buffer.from(hex.repeat(times), 'hex'))),
  );

describe.each(dialects)('%s', (_id, dialect) => {
  const samples = samplesOf(dialect);
  const grade = dialect.file.grade;
  const known = new Set(samples.flatMap((sample) => wholeSales(read(dialect, sample))));

  test(
    'a sample that is changed in one place never gives another sale that looks whole',
    () => {
      fc.assert(
        fc.property(
          fc.constantFrom(...samples),
          change,
          cuts,
          ending,
          fc.boolean(),
          (sample, what, where, how, goesOn) => {
            const bytes = changed(sample, what);
            const all = goesOn ? Buffer.concat([bytes, sample]) : bytes;
            const sales = wholeSales(read(dialect, all, where, how));
            // A display or a card terminal shows one number, which nothing else confirms: it is never a sale of items.
            if (grade === 'items') for (const total of sales) expect(known).toContain(total);
            else expect(sales).toEqual([]);
          },
        ),
        { numRuns: runs },
      );
    },
    patience,
  );

  test(
    'several changes, pieces of other tills, noise and hostile bytes: no crash, no hang, and silence ends it all',
    () => {
      const piece = fc.oneof(
        fc.constantFrom(...allSamples),
        fc.uint8Array({ maxLength: 3000 }),
        hostile,
      );
      fc.assert(
        fc.property(
          fc.array(fc.tuple(piece, fc.array(change, { maxLength: 4 })), {
            minLength: 1,
            maxLength: 4,
          }),
          cuts,
          ending,
          (parts, where, how) => {
            const bytes = parts.map(([bytes, changes]) => changes.reduce(changed, bytes));
            const events = read(dialect, Buffer.concat(bytes), where, how);
            const begun = events.filter((event) => event.kind === 'begin').length;
            expect(events.filter((event) => event.kind === 'end').length).toBe(begun);
          },
        ),
        { numRuns: runs * 2 },
      );
    },
    patience * 2,
  );

  test('every truncation, with the next sale hard behind it, gives no sale that was not sold', () => {
    for (const sample of samples) {
      for (let cut = 0; cut < sample.length; cut += isNightly ? 1 : 3) {
        const bytes = Buffer.concat([sample.subarray(0, cut), sample]);
        const sales = wholeSales(read(dialect, bytes));
        if (grade === 'items') for (const total of sales) expect(known).toContain(total);
        // By itself it is never whole, unless only what stands after the payment is missing.
        const alone = wholeSales(read(dialect, sample.subarray(0, cut), [], 'unplugged'));
        for (const total of alone) expect(known).toContain(total);
      }
    }
  }, 120_000);

  test(
    'megabytes of hostile bytes leave nothing behind in memory',
    () => {
      setFlagsFromString('--expose-gc');
      const collect = runInNewContext('gc') as () => void;
      const held = (): number => {
        collect();
        const { heapUsed, external } = process.memoryUsage();
        return heapUsed + external;
      };
      const megabytes = isNightly ? 10 : 0.5;
      for (const hex of ['1b', '1d', '39', '22', '1d763000ffffffff', '02', '1002', '414c', '2c']) {
        const chunk = Buffer.from(hex.repeat(Math.ceil(32_768 / (hex.length / 2))), 'hex');
        const feed = openTillFeed(dialect);
        const before = held();
        let events = 0;
        for (let sent = 0; sent < megabytes * 1e6; sent += chunk.length) {
          events += feed.push(chunk, 0).length;
        }
        const keptBytes = held() - before;
        if (keptBytes > 4e6) throw new Error(`${keptBytes} bytes are kept of endless ${hex}`);
        expect(events).toBeLessThan(megabytes * 1e6);
        expect(feed.statistics.bytes).toBeGreaterThan(megabytes * 0.9e6);
      }
    },
    isNightly ? 300_000 : 60_000,
  );
});
