import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TillEvent } from '../../contracts/till-event.ts';
import { decodeWhole, sampleBytes, SHIPPED_DIALECTS, shippedDialect } from './dialect.ts';
import { fitsBadly, openTillFeed } from './feed.ts';
import type { Dialect } from './dialect/compiled-dialect.ts';

const dialects = SHIPPED_DIALECTS.map(shippedDialect);

function samplesOf(dialect: Dialect): readonly Uint8Array[] {
  return dialect.file.samples.map(sampleBytes);
}

/** Events without times, to compare what was said and not when. */
function said(events: readonly TillEvent[]): readonly unknown[] {
  return events.map(({ atMs: _atMs, ...rest }) => rest);
}

test('a till that speaks another language than its dialect is noticed, and one that fits is not', () => {
  const foreign = 'MAGASIN\nPOMMES  1,00\nPAIN  2,00\nA PAYER  3,00\n'.repeat(60);
  const fitting = 'SHOP\nTEA  1.00\nTOTAL  1.00\nThank you\n'.repeat(60);
  for (const [text, isBad] of [
    [foreign, true],
    [fitting, false],
  ] as const) {
    const dialect = shippedDialect('escpos-receipt');
    const feed = openTillFeed(dialect);
    feed.push(Buffer.from(text), 0);
    feed.idle(100_000);
    expect(fitsBadly(dialect, feed.statistics)).toBe(isBad);
  }
});

describe.each(dialects.map((dialect) => [dialect.id, dialect] as const))('%s', (_id, dialect) => {
  test('has samples', () => {
    expect(dialect.file.samples.length).toBeGreaterThan(0);
  });

  test('bytes cut at any places give the same events', () => {
    for (const sample of samplesOf(dialect)) {
      const whole = said(decodeWhole(dialect, sample));
      fc.assert(
        fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 60 }), (sizes) => {
          const feed = openTillFeed(dialect);
          const events: TillEvent[] = [];
          let from = 0;
          for (const size of [...sizes, sample.length]) {
            events.push(...feed.push(sample.subarray(from, from + size), 0));
            from += size;
          }
          events.push(...feed.idle(3_600_001));
          expect(said(events)).toEqual(whole);
        }),
        { numRuns: 15 },
      );
    }
  });

  test('a cable pulled at any byte never completes a sale and says that it is damaged', () => {
    for (const sample of samplesOf(dialect)) {
      const whole = decodeWhole(dialect, sample);
      const total = whole.find((event) => event.kind === 'total');
      for (let length = 0; length < sample.length; length += 1) {
        const feed = openTillFeed(dialect);
        const events = [...feed.push(sample.subarray(0, length), 0), ...feed.lost(1)];
        const ends = events.filter((event) => event.kind === 'end' && event.by !== 'close');
        const totals = events.filter((event) => event.kind === 'total');
        for (const event of totals) expect(said([event])).toEqual(said(total ? [total] : []));
        if (ends.length === 0 && events.some((event) => event.kind === 'begin')) {
          expect(events.map((event) => event.kind)).toContain('damaged');
        }
      }
    }
  });

  test('noise is survived: no crash, bounded events, and the next sale is read', () => {
    const [sample] = samplesOf(dialect);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (noise) => {
        const feed = openTillFeed(dialect);
        const events = [...feed.push(noise, 0), ...feed.idle(3_600_001)];
        for (const event of events) {
          const { text } = event;
          if (text !== undefined) expect(text.length).toBeLessThanOrEqual(240);
        }
        // Silence has ended whatever the noise began.
        const after = [
          ...feed.push(sample ?? new Uint8Array(0), 4_000_000),
          ...feed.idle(4_000_200),
        ];
        expect(after.map((event) => event.kind)).toContain('begin');
      }),
      { numRuns: 50 },
    );
  }, 30_000);

  test('10 MB without a line end cost little memory and linear time, and are named', () => {
    const chunk = new Uint8Array(64 * 1024).fill(0x41);
    // The first run pays for compiling.
    openTillFeed(dialect).push(chunk, 0);
    const spent: number[] = [];
    for (const megabytes of [2, 10]) {
      const feed = openTillFeed(dialect);
      const events: TillEvent[] = [];
      // Processor time, because the wall clock also counts what other processes do.
      const before = process.cpuUsage();
      for (let sent = 0; sent < megabytes * 1e6; sent += chunk.length) {
        events.push(...feed.push(chunk, 0));
      }
      spent.push(process.cpuUsage(before).user / 1000);
      // A display shows whatever it is sent: there the noise is one screen that never stands still.
      const isDisplay = dialect.file.framing.kind === 'display';
      expect(events.map((event) => event.kind)).toEqual(isDisplay ? [] : ['damaged']);
    }
    const [small = 0, large = 0] = spent;
    // Five times the bytes; quadratic work would take twenty-five times as long.
    expect(large).toBeLessThan(small * 12 + 300);
  });
});
