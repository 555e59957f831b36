import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../../contracts/fault.ts';
import type { PairingView, VisitView } from '../../contracts/socket.ts';
import { isRedeemed, nextReceiptNumber, jointGoods } from './pairing-play.ts';
import type { VirtualTillId } from './shop-files.ts';
import { type Desk, labelOf, scan } from './shopper.ts';
import type { Goods } from './trolley.ts';
import type { World } from './world.ts';

const LOOKS_EVERY_MS = 60;
const SCANS_AGAIN_AFTER_MS = 1200;
const ASKS_AGAIN_AFTER_MS = 8000;

/**
 * A shopper who does not mind that the box under the counter is pulled out now and then: she looks at the screen and does what is
 * still missing, until she holds a printed slip. Scans that went into the void are repeated, never counted twice.
 */
export async function shopPatiently(
  desk: Desk,
  card: string,
  goods: readonly Goods[],
  patienceMs: number,
): Promise<PairingView> {
  const untilMs = performance.now() + patienceMs;
  let lastSeen = 'nothing';
  let isMine = false;
  while (performance.now() < untilMs) {
    const visit = desk.page.view()?.visit;
    const { pairing } = visit ?? {};
    if (visit !== undefined)
      lastSeen = JSON.stringify({
        lines: visit.lines.length,
        totalMinor: visit.totalMinor,
        suggestions: visit.suggestions.length,
        accepted: visit.accepted,
        none: visit.none,
        pairing: pairing?.state,
        slip: pairing?.slipState,
      });
    if (desk.page.view() === undefined) {
      await sleep(LOOKS_EVERY_MS);
    } else if (visit === undefined) {
      isMine = (await scanAndLook(desk, `]E0${card}`, (now) => now !== undefined)) || isMine;
    } else if (!isMine || pairing?.state === 'redeemed') {
      // Whoever stood here before left her screen behind, paired or paid.
      await desk.page.tap({ kind: 'leave' }).catch(() => undefined);
      await sleep(LOOKS_EVERY_MS);
    } else if (pairing?.state === 'confirmed') {
      if (pairing.slipState === 'printed' || pairing.slipState === 'sent-unconfirmed')
        return pairing;
      await sleep(LOOKS_EVERY_MS);
    } else {
      await shopOn(desk, visit, goods);
    }
  }
  throw new Fault(
    'timeout',
    `${desk.page.terminal}: no printed slip; the screen last showed ${lastSeen}`,
  );
}

async function shopOn(desk: Desk, visit: VisitView, goods: readonly Goods[]): Promise<void> {
  const missing = goods.find(
    ({ product, quantity }) => unitsOf(visit, product.title.en) < quantity,
  );
  if (missing !== undefined) {
    const { product } = missing;
    const units = unitsOf(visit, product.title.en);
    await scanAndLook(
      desk,
      labelOf(product),
      (now) => now !== undefined && unitsOf(now, product.title.en) > units,
    );
    return;
  }
  const excess = goods.find(({ product, quantity }) => unitsOf(visit, product.title.en) > quantity);
  if (excess !== undefined) {
    // A scan that seemed lost had only been slow: she corrects the line on the screen.
    const { product, quantity } = excess;
    const line = visit.lines.find((one) => one.title.en === product.title.en);
    await desk.page
      .tap({ kind: 'set-quantity', line: line?.id ?? '', quantity })
      .catch(() => undefined);
    await sleep(LOOKS_EVERY_MS);
    return;
  }
  const [best] = visit.suggestions;
  if (best !== undefined && visit.accepted === undefined) {
    // Refused while central is away, and lost when the daemon dies under the finger: then she taps again.
    await desk.page
      .tap({ kind: 'answer', suggestion: best.suggestion, answer: 'accept' })
      .catch(() => undefined);
    await sleep(200);
  }
  await sleep(LOOKS_EVERY_MS);
}

function unitsOf(visit: VisitView, title: string | undefined): number {
  return visit.lines
    .filter((line) => line.title.en === title)
    .reduce((sum, line) => sum + line.quantity, 0);
}

/** Pulls the trigger and looks whether it took; a screen that comes back later shows what was kept, so nothing is scanned twice. */
async function scanAndLook(
  desk: Desk,
  label: string,
  took: (visit: VisitView | undefined) => boolean,
): Promise<boolean> {
  await scan(desk.scanner, label);
  for (let waitedMs = 0; waitedMs < SCANS_AGAIN_AFTER_MS; waitedMs += LOOKS_EVERY_MS) {
    await sleep(LOOKS_EVERY_MS);
    const view = desk.page.view();
    if (view !== undefined && took(view.visit)) return true;
  }
  return false;
}

/**
 * Pays together, and asks the cashier to ring it up again where nothing came of it: a passive tap misses what is sold while the box
 * is dead. @returns how often the joint receipt was rung up
 */
export async function payPatiently(
  world: World,
  desk: Desk,
  till: VirtualTillId,
  pairing: PairingView,
  patienceMs: number,
): Promise<number> {
  const untilMs = performance.now() + patienceMs;
  for (let times = 1; performance.now() < untilMs; times += 1) {
    const { slip } = desk.page.view()?.visit?.pairing ?? pairing;
    await world.cashiers[till].serve(
      jointGoods(world, slip.joint),
      { receiptNumber: nextReceiptNumber(), code: slip.code },
      { lineMs: 5 },
    );
    for (let waitedMs = 0; waitedMs < ASKS_AGAIN_AFTER_MS; waitedMs += LOOKS_EVERY_MS) {
      await sleep(LOOKS_EVERY_MS);
      const view = desk.page.view();
      if (view === undefined) continue;
      if (isRedeemed(view, pairing.pairing) || view.visit === undefined) return times;
    }
  }
  throw new Fault('timeout', `${desk.page.terminal}: the code was never redeemed`);
}
