import type { ChannelMessage } from '../../contracts/channel.ts';
import type { VenueConfiguration } from '../../contracts/configuration.ts';
import type { TerminalId } from '../../contracts/ids.ts';
import { type Language, textFor } from '../../contracts/language.ts';
import type { WaitCall } from '../../contracts/pairing.ts';
import type { PrinterProfile } from '../../contracts/printer-profile.ts';
import type { Scan } from '../../contracts/scan.ts';
import type { WaitSlip } from '../../contracts/slip.ts';
import type {
  KioskCommand,
  KioskReply,
  KioskView,
  PairingView,
  VisitView,
} from '../../contracts/socket.ts';

import type { CardHasher } from './cards.ts';
import { previewSlip } from './preview.ts';
import { ownPrice } from './progress.ts';
import type { Reference } from '../central/reference.ts';
import type { BarcodeReader } from '../scan/scanners.ts';
import type { Slips } from '../paper/slips.ts';
import { slipPictures } from '../paper/slip-pictures.ts';
import { kioskView, productView } from './view.ts';
import { basketOf, isOver } from './visit-record.ts';
import type { Changed, Visits } from './visits.ts';

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

export type Command = Exclude<KioskCommand, { kind: 'hello' }>;

/** The kiosk screens of this box: what people tap and scan in, what they see out. */
export interface Kiosk {
  command(terminal: TerminalId, command: Command): Promise<KioskReply>;
  scanned(terminal: TerminalId, scan: Scan): Promise<void>;
  called(call: WaitCall): void;
  view(terminal: TerminalId, seq: number): KioskView;
}

export function openKiosk(options: KioskOptions): Kiosk {
  const { venue, visits, reference, now } = options;
  /** The language that a screen was switched to before anybody identified herself. */
  const languages = new Map<TerminalId, Language>();
  const lastScans = new Map<
    TerminalId,
    NonNullable<VisitView['lastScan']> & { readonly visit: string }
  >();
  const pictures = slipPictures();
  const turns = new Map<TerminalId, Promise<unknown>>();
  let calls: readonly WaitCall[] = [];

  function languageAt(terminal: TerminalId): Language {
    return visits.at(terminal)?.language ?? languages.get(terminal) ?? venue.language;
  }

  async function scanned(terminal: TerminalId, scan: Scan): Promise<void> {
    if (scan.kind === 'card') {
      const visit = await visits.identify(
        terminal,
        options.hashCard(scan.card),
        languageAt(terminal),
      );
      noteScan(terminal, visit.visit, 'card');
      return;
    }
    const product = productOf(scan);
    const before = visits.at(terminal);
    const visit =
      before === undefined || isOver(before)
        ? await visits.identify(terminal, undefined, languageAt(terminal))
        : before;
    if (scan.kind === 'invalid' || scan.kind === 'code')
      return noteScan(terminal, visit.visit, 'invalid');
    if (product === undefined) return noteScan(terminal, visit.visit, 'not-in-catalogue');
    // What concerns health or intimacy is nobody else's business: it never enters a basket that others may meet.
    if (product.sensitive) return noteScan(terminal, visit.visit, 'not-for-pooling', product.title);
    const pack =
      scan.kind === 'measured' && scan.priceMinor !== undefined
        ? { packPriceMinor: scan.priceMinor }
        : {};
    noteScan(terminal, visit.visit, 'added', product.title);
    await visits.add(terminal, { product, source: 'scanned', ...pack });
  }

  /** What happens at one terminal happens in turn: a card and a product that come together open one visit, not two. */
  function inTurn<T>(terminal: TerminalId, work: () => Promise<T>): Promise<T> {
    const before = turns.get(terminal) ?? Promise.resolve();
    const mine = before.then(work, work);
    turns.set(terminal, mine);
    return mine;
  }

  function productOf(scan: Scan): ReturnType<Reference['inForce']['catalogue']['byCode']> {
    const { catalogue } = reference.inForce;
    switch (scan.kind) {
      case 'product':
        return catalogue.byGtin(scan.gtin);
      case 'measured':
        return catalogue.byCode(scan.item);
      case 'other':
        return (
          catalogue.byCode(scan.text) ?? catalogue.ofTillLine({ name: scan.text, code: undefined })
        );
      case 'card':
      case 'code':
      case 'invalid':
        return undefined;
    }
  }

  function noteScan(
    terminal: TerminalId,
    visit: string,
    outcome: NonNullable<VisitView['lastScan']>['outcome'],
    title?: NonNullable<VisitView['lastScan']>['title'],
  ): void {
    const seq = (lastScans.get(terminal)?.seq ?? 0) + 1;
    lastScans.set(terminal, { seq, visit, outcome, ...(title === undefined ? {} : { title }) });
    options.onChange();
  }

  async function run(terminal: TerminalId, command: Command): Promise<KioskReply> {
    const done: KioskReply = { kind: 'done', id: command.id };
    const refused = (reason: Extract<KioskReply, { kind: 'refused' }>['reason']): KioskReply => ({
      kind: 'refused',
      id: command.id,
      reason,
    });
    const replied = (changed: Changed): KioskReply =>
      changed === 'done' ? done : refused(changed);
    switch (command.kind) {
      case 'identify': {
        const { as } = command;
        if (as.kind === 'wait-number') return replied(await visits.comeBack(terminal, as.number));
        const card = as.kind === 'card' ? options.hashCard(as.card) : undefined;
        await visits.identify(terminal, card, languageAt(terminal));
        return done;
      }
      case 'scan':
        await scanned(terminal, options.readBarcode(command.text));
        return done;
      case 'search':
        return {
          ...done,
          products: reference.inForce.catalogue.search(command.text).map(productView),
        };
      case 'add': {
        const product = reference.inForce.catalogue.byCode(command.product);
        if (product === undefined || product.sensitive) return refused('no-such-product');
        return replied(await visits.add(terminal, { product, source: 'planned' }));
      }
      case 'set-quantity':
        return replied(await visits.setQuantity(terminal, command.line, command.quantity));
      case 'requirements':
        return replied(await visits.require(terminal, command.requirements));
      case 'language':
        languages.set(terminal, command.language);
        await visits.speak(terminal, command.language);
        options.onChange();
        return done;
      case 'answer':
        // Central alone decides; an answer that waits in the outbox would only come back as "expired".
        if (!options.isCentralOnline()) return refused('central-away');
        return replied(await visits.answer(terminal, command.suggestion, command.answer));
      case 'preview': {
        const record = visits.at(terminal);
        const suggestion = record?.suggestions?.suggestions.find(
          (one) => one.suggestion === command.suggestion,
        );
        if (record === undefined || suggestion === undefined) return refused('no-such-suggestion');
        return {
          ...done,
          svg: pictures(
            previewSlip(record, suggestion, venue),
            options.printerAt(terminal)?.profile,
            'preview',
          ),
        };
      }
      case 'cancel-pairing':
        return replied(await visits.cancelPairing(terminal, command.pairing));
      case 'phrase': {
        const message = await visits.phrase(terminal, command.channel, command.phrase);
        if (message === undefined) return refused('no-visit');
        try {
          await options.sendToChannel(message);
        } catch {
          return refused('central-away');
        }
        return done;
      }
      case 'wait': {
        const record = await visits.wait(terminal);
        if (record?.waitNumber === undefined) return refused('no-visit');
        const { visit, language, nickname, waitNumber } = record;
        const slip: WaitSlip = {
          kind: 'wait',
          visit,
          terminal,
          language,
          venueName: textFor(venue.name, language).slice(0, 80),
          timeZone: venue.timeZone,
          me: nickname,
          number: waitNumber,
          issuedAtMs: now(),
        };
        forget(terminal);
        await options.slips.printWaitSlip(slip);
        return { ...done, waitNumber };
      }
      case 'leave': {
        const changed = await visits.leave(terminal);
        forget(terminal);
        return changed === 'no-visit' ? done : replied(changed);
      }
      case 'painted':
      case 'alive':
        return done;
    }
  }

  function forget(terminal: TerminalId): void {
    languages.delete(terminal);
    options.onChange();
  }

  function pairingOnPaper(
    terminal: TerminalId,
  ): Pick<PairingView, 'slipSvg' | 'slipState'> | undefined {
    const pairing = visits.at(terminal)?.pairing;
    if (pairing === undefined) return undefined;
    return {
      slipSvg: pictures(pairing.slip, options.printerAt(terminal)?.profile),
      slipState: options.slips.stateOf(pairing.slip),
    };
  }

  return {
    command: (terminal, command) => inTurn(terminal, () => run(terminal, command)),
    scanned: (terminal, scan) => inTurn(terminal, () => scanned(terminal, scan)),
    called(call) {
      calls = [
        ...calls.filter((one) => one.visit !== call.visit && one.expiresAtMs > now()),
        call,
      ].slice(-20);
      options.onChange();
    },
    view(terminal, seq) {
      const nowMs = now();
      const record = visits.at(terminal);
      const lastScan = lastScans.get(terminal);
      const { inForce } = reference;
      return kioskView({
        terminal,
        seq,
        nowMs,
        venue,
        language: languageAt(terminal),
        isCentralOnline: options.isCentralOnline(),
        printer: options.printerAt(terminal)?.condition ?? 'none',
        isScannerAway: options.isScannerAway(terminal),
        inForce,
        calls,
        visit:
          record === undefined
            ? undefined
            : {
                record,
                own: ownPrice(
                  basketOf(record),
                  { isMember: record.card !== undefined, nowMs },
                  inForce,
                ),
                slip: pairingOnPaper(terminal),
                lastScan:
                  lastScan?.visit === record.visit
                    ? {
                        seq: lastScan.seq,
                        outcome: lastScan.outcome,
                        ...(lastScan.title === undefined ? {} : { title: lastScan.title }),
                      }
                    : undefined,
              },
      });
    },
  };
}
