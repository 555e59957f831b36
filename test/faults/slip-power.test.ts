import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { playMishap } from './slip-sweep.ts';
import type { Ann, Mishap, Played } from './slip-sweep.ts';

/** Every byte of every job by `PINDAN_FUZZ=1`; otherwise a few bytes of each, and every other byte from before the first code on. */
const IS_EVERY_BYTE = process.env['PINDAN_FUZZ'] !== undefined;
const SAMPLE_STEP = 311;
/** From before the EAN-13 to the end of the job. */
const LAST_BYTES = 360;

const MISHAPS: readonly Mishap[] = ['power', 'blink', 'paper', 'cable'];
const ANSWERS = ['asb', 'poll', 'processId', 'none'] as const;
const CASES = MISHAPS.flatMap((mishap) =>
  ([58, 80] as const).flatMap((paper) =>
    ANSWERS.map((answers) => [mishap, paper, answers] as const),
  ),
);

beforeEach(() => {
  vi.useFakeTimers({
    toFake: [
      'setTimeout',
      'clearTimeout',
      'setInterval',
      'clearInterval',
      'setImmediate',
      'clearImmediate',
      'Date',
    ],
  });
});
afterEach(() => {
  vi.useRealTimers();
});

/** What a sweep saw: how the first slips ended, and how many of the uncertain ones bore a code that could be read. */
interface Swept {
  readonly bytes: number;
  readonly played: number;
  readonly printed: number;
  readonly unconfirmed: number;
  readonly uncertain: number;
  readonly uncertainButReadable: number;
}

async function sweep(
  ann: Ann,
  mishap: Mishap,
  places: (bytes: number) => Iterable<number>,
): Promise<Swept> {
  const { bytes } = await playMishap(ann, mishap, Infinity);
  const all: Played[] = [];
  for (const at of places(bytes)) {
    all.push(
      await playMishap(ann, mishap, at).catch((cause: unknown) => {
        throw new Error(`${mishap} at byte ${at} of ${bytes}`, { cause });
      }),
    );
  }
  const ended = (outcome: string): readonly Played[] =>
    all.filter((played) => played.outcomes[0] === outcome);
  return {
    bytes,
    played: all.length,
    printed: ended('printed').length,
    unconfirmed: ended('sent-unconfirmed').length,
    uncertain: ended('uncertain').length,
    uncertainButReadable: ended('uncertain').filter((played) => played.firstCodeOnPaper).length,
  };
}

function* steps(from: number, to: number, step: number): Iterable<number> {
  for (let at = from; at <= to; at += step) yield at;
}

describe('at whatever byte it happens, nobody ever has two good codes, and the partner’s slip is not touched', () => {
  test.each(CASES)(
    '%s, %d mm, answers %s',
    async (mishap, paper, answers) => {
      const offset =
        1 + ((MISHAPS.indexOf(mishap) * 61 + ANSWERS.indexOf(answers) * 17 + paper) % SAMPLE_STEP);
      const swept = await sweep({ paper, answers }, mishap, (bytes) =>
        IS_EVERY_BYTE ? steps(1, bytes, 1) : steps(offset, bytes, SAMPLE_STEP),
      );
      tell(`${mishap}, ${paper} mm, ${answers}`, swept);
      expect(swept.played).toBeGreaterThan(4);
      if (answers === 'none') expect(swept.printed).toBe(0);
      else if (mishap === 'paper') expect(swept.printed).toBe(swept.played);
      else if (mishap !== 'blink') expect(swept.uncertain).toBeGreaterThan(0);
    },
    3_600_000,
  );

  test.each([
    ['power', IS_EVERY_BYTE ? 1 : 2],
    ['cable', IS_EVERY_BYTE ? 1 : 5],
  ] as const)(
    '%s from the last bytes before a code is readable to the end of the job, every %d',
    async (mishap, step) => {
      const swept = await sweep({ paper: 58, answers: 'asb' }, mishap, (bytes) =>
        steps(bytes - LAST_BYTES, bytes, step),
      );
      tell(`${mishap}, the last ${LAST_BYTES} bytes`, swept);
      // Both kinds are among them: nothing to read yet, and a code that can be read on a slip that nobody vouches for.
      expect(swept.uncertainButReadable).toBeGreaterThan(200 / step);
      expect(swept.uncertain - swept.uncertainButReadable).toBeGreaterThan(5);
    },
    600_000,
  );

  test.each([
    ['answers in pieces', { answers: 'processId', inPieces: true }],
    ['prints only once no more bytes come', { answers: 'asb', isLazy: true }],
    ['prints only then and knows process ids', { answers: 'processId', isLazy: true }],
    ['does not know how to clear its buffer', { answers: 'asb', knowsClear: false }],
  ] as const)(
    'the same with a printer that %s',
    async (what, odd) => {
      for (const mishap of MISHAPS) {
        const swept = await sweep({ paper: 58, ...odd }, mishap, (bytes) =>
          steps(3, bytes, IS_EVERY_BYTE ? 13 : 401),
        );
        tell(`${mishap}, a printer that ${what}`, swept);
        expect(swept.unconfirmed).toBe(0);
      }
    },
    600_000,
  );

  test.skipIf(!IS_EVERY_BYTE).each(MISHAPS)(
    '%s at every byte of a job with its QR as a picture (PINDAN_FUZZ)',
    async (mishap) => {
      const swept = await sweep({ paper: 58, answers: 'asb', qr: 'raster' }, mishap, (bytes) =>
        steps(1, bytes, 1),
      );
      tell(`${mishap}, 58 mm, asb, QR as a picture`, swept);
      expect(swept.played).toBe(swept.bytes);
    },
    3_600_000,
  );
});

/** The long run says what it saw. */
function tell(what: string, swept: Swept): void {
  if (IS_EVERY_BYTE) process.stdout.write(`${what}: ${JSON.stringify(swept)}\n`);
}
