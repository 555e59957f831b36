import type { JointLine } from '../../contracts/slip.ts';
import type { KioskView, PairingView } from '../../contracts/socket.ts';
import type { KioskPage } from './kiosk-page.ts';
import { TAP_TILL, type VirtualTillId } from './shop-files.ts';
import { accept, awaitSuggestion, identify, loyaltyCard, scanGoods, takeSlip } from './shopper.ts';
import type { TillManners } from './till.ts';
import { fillTrolley, type Goods } from './trolley.ts';
import type { World } from './world.ts';

/** What one played pairing came to, from the first scan to the redeemed code. */
export interface PlayedPairing {
  readonly suggestion: string;
  readonly promotion: string;
  readonly pairing: string;
  readonly members: readonly {
    readonly nickname: string;
    readonly savesMinor: number;
    readonly jointPaysMinor: number;
    readonly code: string;
    readonly slip: string;
  }[];
  readonly till: string;
  readonly receiptNumber: string;
  /** What the till charged for the joint receipt, by its own promotion engine. */
  readonly jointTotalMinor: number;
  readonly redeemed: true;
  /** Milliseconds from the last scan to the suggestion, from the last tap to both slips, from the till's last byte to the redemption. */
  readonly timings: {
    readonly suggestedMs: number;
    readonly printedMs: number;
    readonly redeemedMs: number;
    readonly totalMs: number;
  };
}

let receipts = 0;
/** Receipt numbers of pooled sales, apart from those of the day that is played beside. */
export function nextReceiptNumber(): string {
  receipts += 1;
  return String(700_000 + receipts);
}

/** Two trolleys that miss the threshold alone and reach it together. */
export function twoTrolleys(
  world: World,
  random: () => number,
): readonly [readonly Goods[], readonly Goods[]] {
  const { shelf, thresholdMinor } = world.day;
  const of = (least: number, most: number): readonly Goods[] =>
    fillTrolley(
      random,
      shelf,
      Math.ceil(thresholdMinor * least),
      Math.floor(thresholdMinor * most),
    );
  return [of(0.55, 0.68), of(0.46, 0.52)];
}

/** Two shoppers at the two kiosks: they identify, scan, accept, get their slips. Resolves with both sides of the confirmed pairing. */
export async function pair(
  world: World,
  random: () => number,
): Promise<{
  readonly suggestion: string;
  readonly promotion: string;
  readonly sides: readonly [PairingView, PairingView];
  readonly suggestedMs: number;
  readonly printedMs: number;
}> {
  const [first, second] = world.desks;
  const [trolleyA, trolleyB] = twoTrolleys(world, random);
  await Promise.all([identify(first, loyaltyCard(random)), identify(second, loyaltyCard(random))]);
  await Promise.all([scanGoods(first, trolleyA), scanGoods(second, trolleyB)]);
  const scannedAtMs = performance.now();
  const offers = await Promise.all([awaitSuggestion(first), awaitSuggestion(second)]);
  const suggestedMs = performance.now() - scannedAtMs;
  await accept(first);
  await accept(second);
  const tappedAtMs = performance.now();
  const sides = await Promise.all([takeSlip(first), takeSlip(second)]);
  return {
    suggestion: offers[0].suggestion,
    promotion: offers[0].reasons[0]?.promotion ?? '',
    sides,
    suggestedMs,
    printedMs: performance.now() - tappedAtMs,
  };
}

/** The goods that a slip lists, as they lie on the belt. */
export function jointGoods(world: World, joint: readonly JointLine[]): readonly Goods[] {
  return joint.map((line) => {
    const product = world.day.products.find((one) =>
      line.gtin === undefined
        ? one.tillNames.includes(line.name)
        : one.gtins.some((gtin) => gtin === line.gtin) || one.code === line.gtin,
    );
    if (product === undefined) throw new Error(`the slip lists what nobody sells: ${line.name}`);
    return { product, quantity: line.quantity };
  });
}

/** The cashier rings up the joint receipt of a slip and takes its code. @returns what the till charged */
export async function payTogether(
  world: World,
  till: VirtualTillId,
  slip: PairingView['slip'],
  manners?: Partial<TillManners>,
): Promise<{ readonly totalMinor: number; readonly receiptNumber: string }> {
  return world.cashiers[till].serve(
    jointGoods(world, slip.joint),
    { receiptNumber: nextReceiptNumber(), code: slip.code },
    manners,
  );
}

export function isRedeemed(view: KioskView, pairing: string): boolean {
  return view.visit?.pairing?.pairing === pairing && view.visit.pairing.state === 'redeemed';
}

/** The whole way of one pairing. Throws what went wrong, with what the screen showed. */
export async function playPairing(
  world: World,
  random: () => number,
  till: VirtualTillId = TAP_TILL,
): Promise<PlayedPairing> {
  const startedAtMs = performance.now();
  const { sides, ...paired } = await pair(world, random);
  const [side] = sides;
  const redeemed = Promise.all(
    world.desks.map(({ page }: { page: KioskPage }) =>
      page.until('that the code was redeemed', (view) => isRedeemed(view, side.pairing)),
    ),
  );
  const paid = await payTogether(world, till, side.slip).catch((error: unknown) => {
    redeemed.catch(() => undefined);
    throw error;
  });
  const paidAtMs = performance.now();
  const views = await redeemed;
  const endedAtMs = performance.now();
  return {
    suggestion: paired.suggestion,
    promotion: paired.promotion,
    pairing: side.pairing,
    members: sides.map(({ slip }, index) => ({
      nickname: `${slip.me.colour} ${slip.me.fruit} ${slip.me.number}`,
      savesMinor: slip.savesMinor,
      jointPaysMinor: slip.jointPaysMinor,
      code: slip.code,
      slip: views[index]?.visit?.pairing?.slipState ?? 'none',
    })),
    till,
    receiptNumber: paid.receiptNumber,
    jointTotalMinor: paid.totalMinor,
    redeemed: true,
    timings: {
      suggestedMs: Math.round(paired.suggestedMs),
      printedMs: Math.round(paired.printedMs),
      redeemedMs: Math.round(endedAtMs - paidAtMs),
      totalMs: Math.round(endedAtMs - startedAtMs),
    },
  };
}

/** What must be true of every played pairing, whatever was in the trolleys; the sentence that is not, or undefined. */
export function brokenPromise(played: PlayedPairing): string | undefined {
  const paysMinor = played.members.reduce((sum, member) => sum + member.jointPaysMinor, 0);
  if (paysMinor !== played.jointTotalMinor) {
    return `the till charged ${played.jointTotalMinor}, the slips say ${paysMinor}`;
  }
  if (played.members.some((member) => member.savesMinor < 1)) return 'a member saves nothing';
  if (new Set(played.members.map((member) => member.code)).size !== played.members.length) {
    return 'two members have the same code';
  }
  return undefined;
}
