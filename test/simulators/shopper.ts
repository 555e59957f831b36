import { gs1CheckDigit } from '../../contracts/gtin.ts';
import type { Product } from '../../contracts/product.ts';
import { Fault } from '../../contracts/fault.ts';
import type { KioskView, PairingView } from '../../contracts/socket.ts';
import type { SuggestionForMember } from '../../contracts/suggestion.ts';
import type { KioskPage } from './kiosk-page.ts';
import { between } from './random.ts';
import type { Goods } from './trolley.ts';
import type { Wire } from './wire.ts';

/** A kiosk as a shopper stands at it: the screen and the scanner below it. */
export interface Desk {
  readonly page: KioskPage;
  readonly scanner: Wire;
}

/** A loyalty card's number: an EAN-13 in the range that the venue keeps for cards. */
export function loyaltyCard(random: () => number): string {
  const body = `98${String(between(random, 0, 9_999_999_999)).padStart(10, '0')}`;
  return body + String(gs1CheckDigit(body));
}

/** What the label of a product says: its EAN-13, or its own code as Code 128. With the AIM identifier, as scanners are set to send. */
export function labelOf(product: Product): string {
  const gtin = product.gtins[0];
  return gtin === undefined ? `]C0${product.code}` : `]E0${gtin.slice(1)}`;
}

/** One pull of the trigger. */
export function scan(scanner: Wire, label: string): Promise<void> {
  return scanner.write(Buffer.from(`${label}\r`, 'latin1'));
}

/** Identifies with a card at the scanner; the screen greets. Who stood there before has gone: the screen is wiped first. */
export async function identify(desk: Desk, card: string): Promise<KioskView> {
  const before = await desk.page.until('a screen', () => true);
  if (before.visit !== undefined) {
    await desk.page.tap({ kind: 'leave' });
    await desk.page.until('a wiped screen', (view) => view.visit === undefined);
  }
  await scan(desk.scanner, `]E0${card}`);
  return desk.page.until('a greeting', (view) => view.visit !== undefined);
}

/** Scans every unit in the trolley, waiting for the screen after each, as people do. */
export async function scanGoods(desk: Desk, goods: readonly Goods[]): Promise<void> {
  let units = 0;
  for (const { product, quantity } of goods) {
    for (let unit = 0; unit < quantity; unit += 1) {
      await scan(desk.scanner, labelOf(product));
      units += 1;
      await desk.page.until(`${units} units on the screen`, (view) => unitsOn(view) === units);
    }
  }
}

function unitsOn(view: KioskView): number {
  return (view.visit?.lines ?? []).reduce(
    (sum, line) => sum + (line.source === 'scanned' ? line.quantity : 0),
    0,
  );
}

/** Waits for a suggestion; gives the best one. */
export async function awaitSuggestion(
  desk: Desk,
  timeoutMs?: number,
): Promise<SuggestionForMember> {
  const view = await desk.page.until(
    'a suggestion',
    (candidate) => (candidate.visit?.suggestions.length ?? 0) > 0,
    timeoutMs,
  );
  const best = view.visit?.suggestions[0];
  if (best === undefined) throw new Error('the view was chosen for its suggestion');
  return best;
}

/** Accepts the best suggestion that stands on the screen now. A suggestion that was replaced under the finger is tapped again. */
export async function accept(desk: Desk): Promise<SuggestionForMember> {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const suggestion = await awaitSuggestion(desk);
    const reply = await desk.page.tap({
      kind: 'answer',
      suggestion: suggestion.suggestion,
      answer: 'accept',
    });
    if (reply.kind === 'done') return suggestion;
  }
  throw new Fault(
    'timeout',
    `${desk.page.terminal}: no suggestion stood still long enough to accept it`,
  );
}

/** Waits until the group is confirmed and this member's slip is on paper, as far as the printer can tell. */
export async function takeSlip(desk: Desk, timeoutMs?: number): Promise<PairingView> {
  const view = await desk.page.until(
    'a printed slip',
    ({ visit }) =>
      visit?.pairing?.state === 'confirmed' &&
      ['printed', 'sent-unconfirmed'].includes(visit.pairing.slipState),
    timeoutMs,
  );
  const pairing = view.visit?.pairing;
  if (pairing === undefined) throw new Error('the view was chosen for its pairing');
  return pairing;
}
