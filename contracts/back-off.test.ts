import { expect, test } from 'vitest';
import { backOffMs } from './back-off.ts';

const options = { firstMs: 250, limitMs: 10_000 };

test('the wait doubles, is never above the limit and never below half of its step', () => {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const ceiling = Math.min(10_000, 250 * 2 ** attempt);
    expect(backOffMs(attempt, 0, options)).toBe(Math.round(ceiling / 2));
    expect(backOffMs(attempt, 0.999_999, options)).toBeLessThanOrEqual(ceiling);
  }
});
