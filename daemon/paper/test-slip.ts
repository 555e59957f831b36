import { z } from 'zod';
import type { VenueConfiguration } from '../../contracts/configuration.ts';
import { textFor } from '../../contracts/language.ts';
import { TerminalId } from '../../contracts/ids.ts';
import type { SlipOutcome } from '../../contracts/slip.ts';
import type { PrinterDevice } from './printers.ts';

/** What the doctor page asks for: a test slip from a printer. */
export const TestSlipWish = z.strictObject({ printer: z.string().min(1).max(63) });

export type TestPrinted =
  | { readonly kind: 'sent'; readonly outcome: SlipOutcome }
  | { readonly kind: 'refused'; readonly problem: string };

/** No kiosk asked for it. */
const DOCTOR = TerminalId.parse('doctor');

/** Prints the installer's slip: paper, characters, ruler and both barcodes, in the venue's language. It is nobody's and has no code. */
export async function printTestSlip(
  printer: PrinterDevice | undefined,
  venue: VenueConfiguration,
  nowMs: number,
): Promise<TestPrinted> {
  if (printer === undefined)
    return { kind: 'refused', problem: 'there is no such printer in shop.json' };
  const outcome = await printer.print({
    kind: 'test',
    terminal: DOCTOR,
    venueName: textFor(venue.name, venue.language).slice(0, 80),
    language: venue.language,
    printer: printer.id,
    timeZone: venue.timeZone,
    printedAtMs: nowMs,
  });
  if (outcome !== 'not-sent') return { kind: 'sent', outcome };
  const { advice } = printer.health();
  return { kind: 'refused', problem: advice ?? 'the printer is not ready; nothing was sent' };
}
