import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FEED_TILL, TAP_TILL } from './shop-files.ts';
import type { World } from './world.ts';

const PAUSE_BETWEEN_RECEIPTS_MS = 5000;
/** `GS V 1`: some recordings end before their cut, and the next customer's receipt must not hang on to them. */
const CUT = Buffer.from('1d5601', 'hex');

/** Plays the sales of the day at both tills, the whole day in so many real minutes, then the next day. Ends with the signal. */
export async function playDay(
  world: World,
  dayMinutes: number,
  signal: AbortSignal,
): Promise<void> {
  const { sales } = world.day;
  const opens = sales[0]?.atMinute ?? 0;
  const closes = sales.at(-1)?.atMinute ?? opens;
  const msPerShopMinute = (dayMinutes * 60_000) / Math.max(1, closes - opens);
  for (let day = 1; !signal.aborted && sales.length > 0; day += 1) {
    const startedAtMs = performance.now();
    for (const [index, sale] of sales.entries()) {
      const dueMs = startedAtMs + (sale.atMinute - opens) * msPerShopMinute;
      if (!(await waited(dueMs - performance.now(), signal))) return;
      const till = index % 2 === 0 ? TAP_TILL : FEED_TILL;
      await world.cashiers[till].serve(sale.goods, {
        receiptNumber: `${day}-${sale.receiptNumber}`,
        kind: sale.kind,
      });
    }
  }
}

/** Plays recorded printer bytes on the tapped line, one file after the other, as they were captured. */
export async function playReceipts(
  world: World,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const names = (await readdir(folder)).filter((name) => /\.(?:bin|raw)$/.test(name)).toSorted();
  for (const name of names) {
    if (!(await waited(PAUSE_BETWEEN_RECEIPTS_MS, signal))) return;
    const recording = await readFile(join(folder, name));
    await world.cashiers[TAP_TILL].replay(Buffer.concat([recording, CUT]));
  }
}

/** Waits; false when the signal came first. */
async function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    if (ms > 0) await sleep(ms, undefined, { signal });
  } catch {
    // The signal is the only thing that ends this sleep early.
    return false;
  }
  return !signal.aborted;
}
