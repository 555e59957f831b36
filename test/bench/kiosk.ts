import { benchmark } from '../bench-io.ts';
import { launchChromium } from '../kiosk/chromium.ts';
import { heapGrowth, percentile, scanToPainted, tapToPaint } from '../kiosk/measure.ts';
import { buildPage } from '../kiosk/stand.ts';

const SCANS = 300;
const TAPS = 200;
const VISITS = 2000;

export const bench = benchmark({
  about:
    "How fast a kiosk screen answers. From a scan's view to its paint (promise: p95 150 ms), from a tap to the next paint (p98 100 ms, 200 ms at 4x CPU throttle), and what 10,000 visits leave in the heap (2 MB). In Debian's Chromium, headless, without GPU, touch controller or panel.",
  example: 'pindan bench kiosk',
  async run(_, io) {
    await buildPage();
    const browser = await launchChromium();
    const say = (facts: object) => io.out(`${JSON.stringify(facts)}\n`);
    const rounded = (ms: number) => Math.round(ms * 10) / 10;
    try {
      const scans = await scanToPainted(browser, SCANS);
      say({
        measure: 'scan to painted, page only',
        count: scans.length,
        p50Ms: rounded(percentile(scans, 0.5)),
        p95Ms: rounded(percentile(scans, 0.95)),
        maxMs: rounded(Math.max(...scans)),
      });
      for (const throttle of [1, 4]) {
        const taps = await tapToPaint(browser, TAPS, throttle);
        say({
          measure: 'tap to next paint',
          cpuThrottle: throttle,
          count: taps.length,
          p50Ms: rounded(percentile(taps, 0.5)),
          p98Ms: rounded(percentile(taps, 0.98)),
          maxMs: rounded(Math.max(...taps)),
        });
      }
      const bytes = await heapGrowth(browser, VISITS);
      say({
        measure: 'heap growth',
        visits: VISITS,
        bytesPerVisit: Math.round(bytes),
        kilobytesPer10000: Math.round((bytes * 10_000) / 1024),
      });
    } finally {
      await browser.close();
    }
    return 0;
  },
});
