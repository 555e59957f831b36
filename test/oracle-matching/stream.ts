import { CodePrefix } from '../../contracts/code.ts';
import { BoxId, MeetingPointId, TerminalId, VisitId } from '../../contracts/ids.ts';
import type { MatchInput } from '../../contracts/match.ts';
import { PromotionsFile } from '../../contracts/promotions-file.ts';
import { compilePromotions } from '../../promotions/compile/compile.ts';
import type { MatcherEventBody } from '../../matcher/state/event.ts';
import { DEFAULT_LIVES } from '../../matcher/state/settings.ts';
import type { MatcherState } from '../../matcher/state/state.ts';
import { createMatcher, slicesAfterEvent, SLICE_OPERATIONS, step } from '../../matcher/step.ts';
import { drawFrom, makeInstance, makeShopper, type InstanceOptions } from './instances.ts';

type ShopperInput = MatchInput['shoppers'][number];

/** A shop in motion: people come, scan, pay and leave, around a number that stays about the same. */
export interface Stream {
  readonly state: MatcherState;
  /** Who is there now, with the basket that she has now. */
  readonly present: Map<string, ShopperInput>;
  readonly promotions: MatchInput['promotions'];
  /** One more event of the mix: 58 % scan, 12 % sale, 15 % arrival, 15 % departure. @returns what it took */
  readonly next: () => { readonly kind: string; readonly tookMs: number };
  /** What central gives the plan in idle time after an event. @returns what each slice took */
  readonly rest: () => readonly number[];
}

const START_MS = Date.parse('2026-11-30T09:00:00Z');
/** Events are so close together that no offer runs out: what is measured is the plan, not the clock. */
function betweenMs(shoppers: number): number {
  return shoppers > 400 ? 2 : 50;
}

export function openStream(options: InstanceOptions, clock: () => number): Stream {
  const instance = makeInstance(options);
  const draw = drawFrom(options.seed + 1000);
  const names = ['north', 'east', 'south', 'west', 'desk', 'till'];
  const file = PromotionsFile.parse({ currency: 'CNY', promotions: [] });
  const state = createMatcher(
    {
      venueName: { en: 'Shop' },
      currency: 'CNY',
      minorDigits: 2,
      timeZone: 'UTC',
      codePrefix: CodePrefix.parse('29'),
      meetingPoints: names.map((name) => ({ id: MeetingPointId.parse(name), name: { en: name } })),
      ...DEFAULT_LIVES,
    },
    compilePromotions({ ...file, promotions: instance.promotions }),
  );
  const present = new Map<string, ShopperInput>();
  let events = 0;
  let draws = 0;
  let arrived = 0;

  const happen = (body: MatcherEventBody): number => {
    // Slices of improvement come between events: they take no time of the shop's.
    if (body.kind !== 'improve') events += 1;
    draws += 1;
    const from = clock();
    const atMs = START_MS + events * betweenMs(options.shoppers);
    step(state, { atMs, seed: draws, entropy: draws.toString(16).padStart(32, '5'), body }, atMs);
    return clock() - from;
  };
  const visitOf = (id: string): VisitId => VisitId.parse(`01${id.toUpperCase().padStart(24, '0')}`);
  const scan = (shopper: ShopperInput): number =>
    happen({
      kind: 'lines-changed',
      visit: visitOf(shopper.id),
      lines: shopper.lines.map((line) => ({ ...line, source: 'scanned' as const })),
    });
  const arrive = (shopper: ShopperInput): number => {
    arrived += 1;
    present.set(shopper.id, shopper);
    happen({
      kind: 'visit-opened',
      visit: visitOf(shopper.id),
      device: BoxId.parse('box'),
      terminal: TerminalId.parse('kiosk'),
      shopper: shopper.id,
      member: false,
      language: 'en',
      nickname: { fruit: 'pear', colour: 'red', number: 10 },
      usedToday: {},
      requirements: shopper.requirements,
    });
    return scan(shopper);
  };
  const leave = (): number => {
    const id = someone();
    if (id === undefined) return 0;
    present.delete(id);
    return happen({ kind: 'visit-ended', visit: visitOf(id) });
  };
  const someone = (): string | undefined => {
    const ids = [...present.keys()];
    return ids[Math.floor(draw() * ids.length)];
  };
  for (const shopper of instance.shoppers) arrive(shopper);

  return {
    state,
    present,
    promotions: instance.promotions,
    rest: () =>
      Array.from({ length: slicesAfterEvent(state) }, () =>
        happen({ kind: 'improve', operations: SLICE_OPERATIONS }),
      ),
    next: () => {
      const which = draw();
      const count = present.size;
      if (which < 0.58) {
        const id = someone();
        const shopper = id === undefined ? undefined : present.get(id);
        if (shopper === undefined) return { kind: 'none', tookMs: 0 };
        const more = options.baskets(draw)[0];
        const lines = shopper.lines.length > 25 ? shopper.lines.slice(5) : shopper.lines;
        const changed = {
          ...shopper,
          lines: more === undefined ? lines : [...lines, { id: `n${events}`, ...more }],
        };
        present.set(shopper.id, changed);
        return { kind: 'scan', tookMs: scan(changed) };
      }
      // A little pull towards the number that the shop began with.
      const pull = (count - options.shoppers) / options.shoppers;
      if (which < 0.58 + 0.21 * (1 - pull)) {
        const id = `s${String(arrived).padStart(5, '0')}`;
        return { kind: 'arrival', tookMs: arrive(makeShopper(id, arrived, draw, options)) };
      }
      return { kind: which < 0.9 ? 'departure' : 'sale', tookMs: leave() };
    },
  };
}

/** The shop as it stands now, as an instance for the oracle. */
export function snapshot(stream: Stream): MatchInput {
  return {
    currency: 'CNY',
    minorDigits: 2,
    timeZone: 'UTC',
    at: new Date(stream.state.nowMs).toISOString(),
    promotions: stream.promotions,
    shoppers: [...stream.present.values()],
  };
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
