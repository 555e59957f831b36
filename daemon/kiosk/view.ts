import type { VenueConfiguration } from '../../contracts/configuration.ts';
import type { TerminalId } from '../../contracts/ids.ts';
import type { Language } from '../../contracts/language.ts';
import type { WaitCall } from '../../contracts/pairing.ts';
import type { Product } from '../../contracts/product.ts';
import type {
  KioskView,
  LineView,
  PairingView,
  ProductView,
  VisitView,
} from '../../contracts/socket.ts';
import type { VisitLine } from '../../contracts/visit.ts';
import type { OwnPrice } from './progress.ts';
import type { InForce } from '../central/reference.ts';
import { basketOf, type VisitRecord } from './visit-record.ts';

/** Everything that a screen's view follows from. */
export interface ViewInput {
  readonly terminal: TerminalId;
  readonly seq: number;
  readonly nowMs: number;
  readonly venue: VenueConfiguration;
  readonly language: Language;
  readonly isCentralOnline: boolean;
  readonly printer: KioskView['printer'];
  readonly isScannerAway: boolean;
  readonly inForce: InForce;
  readonly calls: readonly WaitCall[];
  readonly visit:
    | {
        readonly record: VisitRecord;
        readonly own: OwnPrice;
        readonly slip: Pick<PairingView, 'slipSvg' | 'slipState'> | undefined;
        readonly lastScan: VisitView['lastScan'];
      }
    | undefined;
}

/** What a screen shows, whole: no card, no shopper id, nothing of others but what they agreed to. Pure. */
export function kioskView(input: ViewInput): KioskView {
  const { venue, inForce, visit } = input;
  return {
    kind: 'view',
    seq: input.seq,
    nowMs: input.nowMs,
    terminal: input.terminal,
    venueName: venue.name,
    currency: venue.currency,
    minorDigits: venue.minorDigits,
    timeZone: venue.timeZone,
    language: input.language,
    central: input.isCentralOnline ? 'online' : 'offline',
    printer: input.printer,
    promotions: (inForce.promotions?.file.promotions ?? []).map((promotion) => ({
      id: promotion.id,
      title: promotion.title ?? { en: promotion.id },
      ...(promotion.when?.until === undefined ? {} : { until: promotion.when.until }),
    })),
    meetingPoints: [...venue.meetingPoints],
    calls: input.calls.filter((call) => call.expiresAtMs > input.nowMs).slice(-20),
    banners: bannersOf(input),
    ...(visit === undefined ? {} : { visit: visitView(visit, inForce, input.nowMs) }),
  };
}

function bannersOf(input: ViewInput): KioskView['banners'] {
  const isPrinterFine = ['ready', 'near-end', 'none'].includes(input.printer);
  return [
    ...(input.isCentralOnline ? [] : (['central-away'] as const)),
    ...(input.inForce.productsVersion === undefined ? (['no-catalogue'] as const) : []),
    ...(isPrinterFine ? [] : (['printer-trouble'] as const)),
    ...(input.isScannerAway ? (['scanner-away'] as const) : []),
  ];
}

function visitView(
  visit: NonNullable<ViewInput['visit']>,
  inForce: InForce,
  nowMs: number,
): VisitView {
  const { record, own, slip, lastScan } = visit;
  const { suggestions, state, pairing } = record;
  return {
    nickname: record.nickname,
    member: record.card !== undefined,
    lines: basketOf(record).map((line) => lineView(line, inForce)),
    subtotalMinor: own.priced.subtotalMinor,
    discountMinor: own.priced.discountMinor,
    totalMinor: own.priced.totalMinor,
    progress: [...own.progress],
    usual: (state?.usual ?? []).flatMap((code) => {
      const product = inForce.catalogue.byCode(code) ?? inForce.catalogue.byGtin(code);
      return product === undefined ? [] : [productView(product)];
    }),
    requirements: record.requirements,
    suggestions: (suggestions?.suggestions ?? []).filter((one) => one.expiresAtMs > nowMs),
    ...(suggestions?.accepted === undefined ? {} : { accepted: suggestions.accepted }),
    ...(state?.none === undefined ? {} : { none: state.none }),
    ...(state?.waitEstimateMs === undefined ? {} : { waitEstimateMs: state.waitEstimateMs }),
    ...(record.waitNumber === undefined ? {} : { waitNumber: record.waitNumber }),
    ...(pairing === undefined || slip === undefined
      ? {}
      : {
          pairing: {
            pairing: pairing.pairing,
            state: pairing.state,
            ...(pairing.endedBecause === undefined ? {} : { endedBecause: pairing.endedBecause }),
            slip: pairing.slip,
            ...slip,
            channel: pairing.channel,
            messages: record.messages,
          },
        }),
    ...(lastScan === undefined ? {} : { lastScan }),
  };
}

function lineView(line: VisitLine, inForce: InForce): LineView {
  const { gtin } = line;
  const product =
    gtin === undefined
      ? undefined
      : (inForce.catalogue.byGtin(gtin) ?? inForce.catalogue.byCode(gtin));
  return {
    id: line.id,
    title: product?.title ?? { en: line.name ?? line.gtin ?? '' },
    quantity: line.quantity,
    unitPriceMinor: line.unitPriceMinor,
    amountMinor: line.quantity * line.unitPriceMinor,
    source: line.source,
    unknown: product === undefined,
  };
}

export function productView(product: Product): ProductView {
  return { code: product.code, title: product.title, unitPriceMinor: product.unitPriceMinor };
}
