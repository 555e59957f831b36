import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, CDPSession } from 'playwright-core';
import { KioskView } from '../../contracts/socket.ts';
import { openStand } from './stand.ts';
import { attractView, basketView, manyItemsView } from './views.ts';

// Headless, without GPU, touch controller or panel: a real screen adds to these figures.

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Milliseconds from the moment the daemon sends a scan's view to its word that it is painted, one clock for both ends. */
export async function scanToPainted(browser: Browser, scans: number): Promise<readonly number[]> {
  const start = manyItemsView('zh-Hans');
  const { daemon, close } = await openStand(browser, { view: start });
  const times: number[] = [];
  for (let scan = 1; scan <= scans; scan += 1) {
    const lastScan = { seq: scan, outcome: 'added', title: { en: `Item ${String(scan)}` } };
    const view = KioskView.parse({
      ...start,
      visit: { ...start.visit, totalMinor: scan, lastScan },
    });
    const from = performance.now();
    daemon.show(view);
    const { seq } = daemon;
    while (daemon.painted.at(-1) !== seq) await sleep(1);
    times.push(performance.now() - from);
  }
  await close();
  return times;
}

/** Milliseconds from a tap to the next paint, as the browser itself reports them (steps of 8 ms; below 16 ms counts as 16). */
export async function tapToPaint(
  browser: Browser,
  taps: number,
  throttle: number,
): Promise<readonly number[]> {
  const { page, close, kiosk } = await openStand(browser, { view: attractView('zh-Hans') });
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: throttle });
  await page.evaluate(() => {
    const times = new Map<number, number>();
    Object.assign(window, { times });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const interaction = Number(Reflect.get(entry, 'interactionId') ?? 0);
        // An interaction is as slow as its slowest event.
        if (interaction > 0)
          times.set(interaction, Math.max(times.get(interaction) ?? 0, entry.duration));
      }
    }).observe(Object.assign({ type: 'event' }, { durationThreshold: 16 }));
  });
  for (let tap = 0; tap < taps / 2; tap += 1) {
    await kiosk.press('start');
    await kiosk.press('back');
  }
  await page.waitForTimeout(300);
  const slow = await page.evaluate(() => [
    ...(Reflect.get(window, 'times') as Map<number, number>).values(),
  ]);
  await close();
  return [...slow, ...Array.from({ length: Math.max(0, taps - slow.length) }, () => 16)];
}

/** Bytes that the page's heap grows for each visit, after a warm-up. */
export async function heapGrowth(browser: Browser, visits: number): Promise<number> {
  const { daemon, page, close } = await openStand(browser, { view: attractView('zh-Hans') });
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable');
  const live = async (count: number): Promise<void> => {
    for (let time = 0; time < count; time += 1) {
      daemon.show(basketView('zh-Hans'));
      daemon.show(attractView('zh-Hans'));
      while ((daemon.painted.at(-1) ?? 0) < daemon.seq) await sleep(1);
      daemon.painted = daemon.painted.slice(-1);
    }
  };
  await live(WARM_UP_VISITS);
  const before = await heapBytes(cdp);
  await live(visits);
  const grown = (await heapBytes(cdp)) - before;
  await close();
  return grown / visits;
}

/** Until then the engine still compiles and caches; measured flat after it. */
const WARM_UP_VISITS = 600;

async function heapBytes(cdp: CDPSession): Promise<number> {
  for (let time = 0; time < 3; time += 1) await cdp.send('HeapProfiler.collectGarbage');
  const { metrics } = await cdp.send('Performance.getMetrics');
  return metrics.find((metric) => metric.name === 'JSHeapUsedSize')?.value ?? 0;
}
