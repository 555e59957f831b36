import type { ChannelMessage } from '../../contracts/channel.ts';
import type { VenueConfiguration } from '../../contracts/configuration.ts';
import type { TerminalId } from '../../contracts/ids.ts';
import type { Language } from '../../contracts/language.ts';
import type { WaitCall } from '../../contracts/pairing.ts';
import type { PrinterProfile } from '../../contracts/printer-profile.ts';
import type { Scan } from '../../contracts/scan.ts';
import type { PairingSlip } from '../../contracts/slip.ts';
import type { KioskView, PairingView, VisitView } from '../../contracts/socket.ts';
import type { SlipPurpose } from '../../hardware/slip/document.ts';
import type { Reference } from '../central/reference.ts';
import type { SlipPictures } from '../paper/slip-pictures.ts';
import type { Slips } from '../paper/slips.ts';
import type { BarcodeReader } from '../scan/scanners.ts';
import type { CardHasher } from './cards.ts';
import { ownPrice } from './progress.ts';
import { type ScanOutcome, scanOutcome } from './scan-outcome.ts';
import { kioskView, type ViewInput } from './view.ts';
import { basketOf, isOver, type VisitRecord } from './visit-record.ts';
import type { Visits } from './visits.ts';

/** The rest of the box, as its kiosk screens see it. */
export interface KioskOptions {
  readonly venue: VenueConfiguration;
  readonly visits: Visits;
  readonly slips: Slips;
  readonly reference: Reference;
  readonly readBarcode: BarcodeReader;
  readonly hashCard: CardHasher;
  readonly isCentralOnline: () => boolean;
  readonly printerAt: (
    terminal: TerminalId,
  ) => { readonly condition: KioskView['printer']; readonly profile: PrinterProfile } | undefined;
  readonly isScannerAway: (terminal: TerminalId) => boolean;
  readonly sendToChannel: (message: ChannelMessage) => Promise<void>;
  readonly now: () => number;
  readonly onChange: () => void;
}

type LastScan = NonNullable<VisitView['lastScan']>;

/** The screen of one terminal: what it remembers beside the visit that stands before it. */
export class KioskScreen {
  readonly terminal: TerminalId;
  readonly options: KioskOptions;
  readonly #pictures: SlipPictures;
  /** The language that the screen was switched to before anybody identified herself. */
  #language: Language | undefined;
  #lastScan: (LastScan & { readonly visit: string }) | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(terminal: TerminalId, options: KioskOptions, pictures: SlipPictures) {
    this.terminal = terminal;
    this.options = options;
    this.#pictures = pictures;
  }

  /** The visit whose shopper stands here. */
  get visit(): VisitRecord | undefined {
    return this.options.visits.at(this.terminal);
  }

  get language(): Language {
    return this.visit?.language ?? this.#language ?? this.options.venue.language;
  }

  /** What happens at one terminal happens in turn: a card and a product that come together open one visit, not two. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work, work);
    this.#turn = mine;
    return mine;
  }

  async switchLanguage(language: Language): Promise<void> {
    this.#language = language;
    await this.options.visits.speak(this.terminal, language);
    this.options.onChange();
  }

  /** Nobody stands here any more: the next one finds the venue's language. */
  forget(): void {
    this.#language = undefined;
    this.options.onChange();
  }

  /** Does what a scan means here. Call it in turn. */
  async scan(scan: Scan): Promise<void> {
    const { visits, reference, hashCard } = this.options;
    const outcome = scanOutcome(scan, reference.inForce.catalogue);
    if (outcome.kind === 'card') {
      const card = hashCard(outcome.card);
      const { visit } = await visits.identify(this.terminal, card, this.language);
      this.#noteScan(visit, outcome);
      return;
    }
    const before = this.visit;
    const { visit } =
      before === undefined || isOver(before)
        ? await visits.identify(this.terminal, undefined, this.language)
        : before;
    this.#noteScan(visit, outcome);
    if (outcome.kind === 'added') await visits.add(this.terminal, outcome.item);
  }

  /** The slip as it looks, or would look, on the paper of this terminal's printer. */
  picture(slip: PairingSlip, purpose: SlipPurpose): string {
    return this.#pictures(slip, this.options.printerAt(this.terminal)?.profile, purpose);
  }

  view(seq: number, calls: readonly WaitCall[]): KioskView {
    const { terminal, options } = this;
    return kioskView({
      terminal,
      seq,
      nowMs: options.now(),
      venue: options.venue,
      language: this.language,
      isCentralOnline: options.isCentralOnline(),
      printer: options.printerAt(terminal)?.condition ?? 'none',
      isScannerAway: options.isScannerAway(terminal),
      inForce: options.reference.inForce,
      calls,
      visit: this.#visitInput(),
    });
  }

  #noteScan(visit: string, outcome: ScanOutcome): void {
    const seq = (this.#lastScan?.seq ?? 0) + 1;
    const title = titleOf(outcome);
    this.#lastScan = {
      seq,
      visit,
      outcome: outcome.kind,
      ...(title === undefined ? {} : { title }),
    };
    this.options.onChange();
  }

  #visitInput(): ViewInput['visit'] {
    const record = this.visit;
    if (record === undefined) return undefined;
    const { reference, now } = this.options;
    const isRegistered = record.card !== undefined;
    return {
      record,
      own: ownPrice(basketOf(record), { isRegistered, nowMs: now() }, reference.inForce),
      slip: this.#slipOf(record),
      lastScan: lastScanOf(record, this.#lastScan),
    };
  }

  #slipOf({ pairing }: VisitRecord): Pick<PairingView, 'slipSvg' | 'slipState'> | undefined {
    if (pairing === undefined) return undefined;
    return {
      slipSvg: this.picture(pairing.slip, 'paper'),
      slipState: this.options.slips.stateOf(pairing.slip),
    };
  }
}

function titleOf(outcome: ScanOutcome): LastScan['title'] {
  if (outcome.kind === 'added') return outcome.item.product.title;
  return outcome.kind === 'not-for-pooling' ? outcome.title : undefined;
}

/** The last scan is shown to the visit that made it, and to no other. */
function lastScanOf(
  { visit }: VisitRecord,
  last: (LastScan & { readonly visit: string }) | undefined,
): LastScan | undefined {
  if (last?.visit !== visit) return undefined;
  const { visit: _, ...shown } = last;
  return shown;
}
