import { vi } from 'vitest';
import { PrinterConfiguration } from '../../contracts/configuration.ts';
import { handCable } from '../simulators/printer-cable.ts';
import type { HandCable } from '../simulators/printer-cable.ts';
import type { VirtualPrinterOptions } from '../simulators/printer.ts';
import { openSlipShop } from './slip-shop.ts';

/** What happens to Ann's printer at a byte of her job. */
export type Mishap =
  /** The power fails, and is back after a while. */
  | 'power'
  /** The power is back at once: the rest of the job comes to a printer that has forgotten its beginning. */
  | 'blink'
  /** The roll ends, and a new one is put in after a while. */
  | 'paper'
  /** The cable comes loose, and is put back after a while. */
  | 'cable';

export interface Ann {
  readonly paper: 58 | 80;
  readonly answers: NonNullable<VirtualPrinterOptions['answers']>;
  readonly qr?: 'raster' | 'native';
  readonly inPieces?: boolean;
  readonly knowsClear?: boolean;
  readonly isLazy?: boolean;
}

/** What came of it. */
export interface Played {
  /** How Ann's slips were reported, in order. */
  readonly outcomes: readonly string[];
  /** The first paper bore a code that could be read, whatever the printer said of it. */
  readonly firstCodeOnPaper: boolean;
  /** Bytes that her printer took from the moment the pairing was confirmed. */
  readonly bytes: number;
}

/** How long a mishap lasts. */
const LASTS_MS = 20_000;
const STEP_MS = 1000;
const PATIENCE_STEPS = 300;
/** Until a driver has asked its printer everything: four questions of two seconds at most. */
const LEARNING_STEPS = 9;

/**
 * Pairs Ann and Bob, lets the mishap happen after so many bytes of Ann's job, and waits until both hold a readable good code.
 * The clock is the test's, so that the timing is the real one. Throws what went wrong.
 */
export async function playMishap(ann: Ann, mishap: Mishap, afterBytes: number): Promise<Played> {
  const mine = cableOf(ann);
  const his = cableOf({ paper: 58, answers: 'processId' });
  const shop = openSlipShop({
    ann: membersPrinter('ann', mine, ann),
    bob: membersPrinter('bob', his),
  });
  const promise = promiseKeeper(shop);
  // The drivers learn what their printers can answer.
  for (let step = 0; step < LEARNING_STEPS; step += 1) await vi.advanceTimersByTimeAsync(STEP_MS);
  const before = mine.virtual.received.length;
  arm(mine, mishap, afterBytes);
  shop.pair();
  const first = shop.goodCodes('ann');
  let troubledMs = 0;
  const isOver = (): boolean =>
    promise.areServed() &&
    shop.isIdle &&
    isWell(mine) &&
    shop.reports.some((report) => report.who === 'ann');
  for (let step = 0; !isOver(); step += 1) {
    if (step > PATIENCE_STEPS) throw new Error(`never served: ${JSON.stringify(shop.reports)}`);
    await vi.advanceTimersByTimeAsync(STEP_MS);
    promise.check();
    troubledMs = isWell(mine) ? 0 : troubledMs + STEP_MS;
    if (troubledMs >= LASTS_MS) repair(mine);
  }
  const read = mine.virtual.pages.flatMap((page) => page.codes);
  await shop.close();
  return {
    outcomes: shop.reports.filter((report) => report.who === 'ann').map((report) => report.outcome),
    firstCodeOnPaper: read.some((code) => first.some((whole) => whole.startsWith(code))),
    bytes: mine.virtual.received.length - before,
  };
}

function cableOf({ paper, answers, inPieces, knowsClear, isLazy }: Ann): HandCable {
  return handCable({
    paper,
    answers,
    inPieces: inPieces ?? false,
    knowsClear: knowsClear ?? true,
    isLazy: isLazy ?? false,
  });
}

function membersPrinter(
  id: string,
  cable: HandCable,
  ann?: Ann,
): Parameters<typeof openSlipShop>[0]['ann'] {
  const configuration = PrinterConfiguration.parse({
    id,
    link: { kind: 'file', path: id },
    profile: { paper: ann?.paper ?? 58, qr: ann?.qr ?? 'native' },
  });
  return { configuration, virtual: cable.virtual, openLink: cable.openLink };
}

function arm(cable: HandCable, mishap: Mishap, afterBytes: number): void {
  switch (mishap) {
    case 'power':
    case 'blink':
      return cable.virtual.failPowerAfter(afterBytes, mishap === 'blink');
    case 'paper':
      return cable.virtual.endPaperAfter(afterBytes);
    case 'cable':
      return cable.unplugAfter(afterBytes);
  }
}

function isWell({ virtual, isPlugged }: HandCable): boolean {
  return virtual.isPowered && virtual.hasPaper && isPlugged;
}

function repair(cable: HandCable): void {
  if (!cable.virtual.isPowered) cable.virtual.restorePower();
  if (!cable.virtual.hasPaper) cable.virtual.loadPaper();
  if (!cable.isPlugged) cable.plugIn();
}

/** What must hold at every moment. */
function promiseKeeper(shop: ReturnType<typeof openSlipShop>): {
  readonly check: () => void;
  readonly areServed: () => boolean;
} {
  let bobs: string | undefined;
  return {
    check() {
      for (const who of ['ann', 'bob']) {
        const codes = shop.goodCodes(who);
        if (codes.length !== 1) throw new Error(`${who} has ${codes.length} good codes`);
      }
      // A jam on Ann's printer never spoils Bob's slip: the code on it stays the same and good.
      const onPaper = shop.goodOnPaper('bob')[0];
      if (bobs !== undefined && onPaper !== bobs) throw new Error("Bob's slip was spoilt");
      bobs = onPaper;
      const about = shop.reports.filter((report) => report.who === 'bob');
      if (about.length > 1) throw new Error('Bob has more than one slip');
    },
    areServed() {
      if (bobs === undefined) return false;
      if (shop.goodOnPaper('ann').length === 1) return true;
      const last = shop.reports.findLast((one) => one.who === 'ann')?.outcome;
      // A printer that cannot answer is never known to have failed.
      return last === 'sent-unconfirmed';
    },
  };
}
