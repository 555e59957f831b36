import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Numbering, WINDOW } from './sequencer.ts';

const seqsOf = (items: readonly { readonly seq: number }[]): number[] =>
  items.map((one) => one.seq);

describe('the numbers of one start of a box', () => {
  test('whatever is repeated and shuffled within the window comes out once, in order', () => {
    const arrivals = fc.integer({ min: 1, max: 60 }).chain((count) => {
      const all = Array.from({ length: count * 3 }, (_, index) => (index % count) + 1);
      return fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length });
    });
    fc.assert(
      fc.property(arrivals, (arrived) => {
        const numbering = new Numbering<number>(0);
        const out: number[] = [];
        for (const seq of arrived) {
          const offered = numbering.offer(seq, seq, 0);
          if (offered.kind === 'ready') out.push(...seqsOf(offered.items));
        }
        expect(out).toEqual(Array.from({ length: arrived.length / 3 }, (_, index) => index + 1));
        expect(numbering.waitingCount).toBe(0);
      }),
    );
  });

  test('what lies beyond the window is not kept, so memory stays bounded', () => {
    const numbering = new Numbering<string>(0);
    for (let seq = 2; seq <= 3 * WINDOW; seq += 1) numbering.offer(seq, 'x', 0);
    // Number 1 is missing; of the others, those up to 1,024 wait.
    expect(numbering.waitingCount).toBe(WINDOW - 1);
  });

  test('a declared loss lets go on behind it, in whichever order the two come', () => {
    const first = new Numbering<string>(4);
    expect(first.offer(8, 'later', 0).kind).toBe('waiting');
    expect(first.skip({ fromSeq: 5, toSeq: 7 })).toEqual([{ seq: 7 }, { seq: 8, item: 'later' }]);

    const second = new Numbering<string>(4);
    expect(second.skip({ fromSeq: 6, toSeq: 7 })).toEqual([]);
    expect(second.offer(5, 'five', 0)).toEqual({
      kind: 'ready',
      items: [{ seq: 5, item: 'five' }, { seq: 7 }],
    });
    expect(second.offer(6, 'too late', 0).kind).toBe('duplicate');
  });

  test('a hole is given up only after half a minute and the third time that its sender passed over it', () => {
    const numbering = new Numbering<string>(0);
    numbering.offer(500, 'a', 0);
    numbering.offer(501, 'b', 0);
    numbering.offer(500, 'a', 10_000);
    expect(numbering.givenUp(60_000)).toBeUndefined();
    numbering.offer(500, 'a', 20_000);
    expect(numbering.givenUp(29_999)).toBeUndefined();
    expect(numbering.givenUp(30_000)).toEqual({ fromSeq: 1, toSeq: 499 });
    expect(seqsOf(numbering.skip({ fromSeq: 1, toSeq: 499 }))).toEqual([499, 500, 501]);
  });

  test('a lower number that arrives begins the waiting anew', () => {
    const numbering = new Numbering<string>(0);
    for (let times = 0; times < 3; times += 1) numbering.offer(10, 'x', times * 20_000);
    numbering.offer(5, 'y', 45_000);
    expect(numbering.givenUp(50_000)).toBeUndefined();
  });
});
