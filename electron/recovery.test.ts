import { describe, expect, test } from 'vitest';
import { newRecovery, recover, type Recovery, type Step, type WindowEvent } from './recovery.ts';

/** A window whose troubles come at given milliseconds; gives what the shell did. */
function stand() {
  let state: Recovery = newRecovery(0);
  return (event: WindowEvent, nowMs: number): Step => {
    const next = recover(state, event, nowMs);
    state = next.state;
    return next.step;
  };
}
const crash: WindowEvent = { kind: 'renderer-gone', reason: 'crashed' };
const tick = (hour = 12): WindowEvent => ({ kind: 'tick', hour });

describe('a page that dies', () => {
  test('comes back at once', () => {
    expect(stand()(crash, 100)).toEqual({ kind: 'reload', afterMs: 0 });
  });

  test('a second time within two seconds it waits until they are over', () => {
    const happens = stand();
    happens(crash, 1000);
    expect(happens(crash, 1500)).toEqual({ kind: 'reload', afterMs: 1500 });
  });

  test('a fourth time within a minute the whole shell starts anew', () => {
    const happens = stand();
    for (const atMs of [0, 10_000, 20_000]) expect(happens(crash, atMs).kind).toBe('reload');
    expect(happens(crash, 30_000)).toEqual({ kind: 'relaunch', isGpuOff: false });
  });

  test('three times in each of ten minutes are forgiven', () => {
    const happens = stand();
    for (let minute = 0; minute < 10; minute += 1) {
      for (const second of [0, 20, 40]) {
        expect(happens(crash, minute * 60_000 + second * 1000).kind).toBe('reload');
      }
    }
  });

  test.each(['oom', 'killed', 'abnormal-exit', 'launch-failed', 'integrity-failure'])(
    '%s is a death',
    (reason) => {
      expect(stand()({ kind: 'renderer-gone', reason }, 0).kind).toBe('reload');
    },
  );

  test('a clean exit is none', () => {
    expect(stand()({ kind: 'renderer-gone', reason: 'clean-exit' }, 0)).toEqual({
      kind: 'nothing',
    });
  });
});

describe('a page that hangs', () => {
  test('is killed after ten seconds, and reloaded only when it is gone', () => {
    const happens = stand();
    happens({ kind: 'unresponsive' }, 1000);
    happens({ kind: 'alive', screen: 'basket' }, 500);
    happens({ kind: 'unresponsive' }, 1000);
    expect(happens(tick(), 10_999)).toEqual({ kind: 'nothing' });
    expect(happens(tick(), 11_000)).toEqual({ kind: 'crash-renderer' });
    expect(happens(tick(), 12_000)).toEqual({ kind: 'nothing' });
    expect(happens({ kind: 'renderer-gone', reason: 'killed' }, 12_100)).toEqual({
      kind: 'reload',
      afterMs: 0,
    });
  });

  test('and comes to itself is left alone', () => {
    const happens = stand();
    happens({ kind: 'unresponsive' }, 1000);
    happens({ kind: 'responsive' }, 5000);
    happens({ kind: 'alive', screen: 'basket' }, 10_000);
    expect(happens(tick(), 12_000)).toEqual({ kind: 'nothing' });
  });

  test('a page that is blank but alive: three missed signs of life', () => {
    const happens = stand();
    happens({ kind: 'alive', screen: 'basket' }, 5000);
    expect(happens(tick(), 19_999)).toEqual({ kind: 'nothing' });
    expect(happens(tick(), 20_000)).toEqual({ kind: 'crash-renderer' });
  });
});

test('the third loss of the graphics process starts the shell without it', () => {
  const happens = stand();
  expect(happens({ kind: 'gpu-gone' }, 0).kind).toBe('nothing');
  expect(happens({ kind: 'gpu-gone' }, 1).kind).toBe('nothing');
  expect(happens({ kind: 'gpu-gone' }, 2)).toEqual({ kind: 'relaunch', isGpuOff: true });
});

test("a page that cannot be loaded: a page of the shell's own, and another try", () => {
  expect(stand()({ kind: 'load-failed' }, 0)).toEqual({ kind: 'show-offline', retryAfterMs: 5000 });
});

describe('the daily fresh start', () => {
  test('comes once, at four, from the attract screen only', () => {
    const happens = stand();
    happens({ kind: 'alive', screen: 'basket' }, 0);
    expect(happens(tick(4), 1000)).toEqual({ kind: 'nothing' });
    happens({ kind: 'alive', screen: 'attract' }, 2000);
    expect(happens(tick(4), 3000)).toEqual({ kind: 'reload', afterMs: 0 });
    happens({ kind: 'alive', screen: 'attract' }, 4000);
    expect(happens(tick(4), 5000)).toEqual({ kind: 'nothing' });
    happens(tick(5), 6000);
    expect(happens(tick(4), 7000)).toEqual({ kind: 'reload', afterMs: 0 });
  });
});
