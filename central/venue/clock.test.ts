import { describe, expect, test } from 'vitest';
import { venueClock } from './clock.ts';

const DAY_MS = 86_400_000;

function clocks() {
  const real = { wallMs: 1_790_000_000_000, elapsedMs: 5 };
  const pass = (ms: number): void => {
    real.wallMs += ms;
    real.elapsedMs += ms;
  };
  return { real, pass };
}

describe('the clock of the shop', () => {
  test.each([DAY_MS, -DAY_MS])(
    'when somebody sets the time by %i ms, the shop goes on second by second',
    (jumpMs) => {
      const { real, pass } = clocks();
      const clock = venueClock(
        () => real.wallMs,
        () => real.elapsedMs,
      );
      const before = clock.now();
      pass(1000);
      real.wallMs += jumpMs;
      expect(clock.now() - before).toBe(1000);
      expect(clock.jumpMs).toBe(jumpMs);
      pass(2000);
      expect(clock.now() - before).toBe(3000);
      clock.adopt();
      expect(clock.now()).toBe(real.wallMs);
      expect(clock.jumpMs).toBe(0);
    },
  );

  test('it never goes back, and follows the small corrections of a time server', () => {
    const { real, pass } = clocks();
    const clock = venueClock(
      () => real.wallMs,
      () => real.elapsedMs,
    );
    pass(1000);
    const first = clock.now();
    real.wallMs -= 40;
    expect(clock.now()).toBe(first);
    pass(1000);
    expect(clock.now()).toBe(real.wallMs);
  });

  test('after a restart with a clock that is behind the journal, time goes on from the journal', () => {
    const { real, pass } = clocks();
    const floorMs = real.wallMs + DAY_MS;
    const clock = venueClock(
      () => real.wallMs,
      () => real.elapsedMs,
      floorMs,
    );
    pass(500);
    expect(clock.now()).toBe(floorMs + 500);
    expect(clock.jumpMs).toBe(-DAY_MS);
  });
});
