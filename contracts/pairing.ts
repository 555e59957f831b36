import { z } from 'zod';
import { PairingCode } from './code.ts';
import { ChannelId, BoxId, PairingId, SaleId, TerminalId, TillId, VisitId } from './ids.ts';
import { NonNegativeMinor } from './money.ts';
import { PairingSlip, SlipOutcome } from './slip.ts';

/** Source: docs/rules.md#lives-pairing. */
export const PairingState = z
  .enum(['confirmed', 'redeemed', 'cancelled', 'expired'])
  .describe('The life of a pairing.');
export type PairingState = z.infer<typeof PairingState>;

export const PairingForMember = z
  .object({
    pairing: PairingId,
    visit: VisitId,
    terminal: TerminalId,
    device: BoxId,
    version: z.number().int().describe('Grows with each change; a reader keeps the highest.'),
    state: PairingState,
    endedBecause: z
      .enum(['redeemed', 'me', 'partner', 'deadline', 'staff'])
      .optional()
      .describe(
        'Who or what ended it, for the member’s screen; a partner’s cancel is told as "not available".',
      ),
    slip: PairingSlip,
    slipOutcome: SlipOutcome.optional().describe(
      'How this member’s slip stands, as far as central was told.',
    ),
    channel: ChannelId,
  })
  .describe(
    'A pairing in one member’s eyes, whole: daemons are idempotent by (pairing, visit, code).',
  );
export type PairingForMember = z.infer<typeof PairingForMember>;

/** A member's cancel of a confirmed pairing. */
export const PairingCancel = z.object({ visit: VisitId, pairing: PairingId });
export type PairingCancel = z.infer<typeof PairingCancel>;

/** What became of a member's slip on paper. */
export const SlipReport = z.object({
  pairing: PairingId,
  visit: VisitId,
  code: PairingCode,
  outcome: SlipOutcome,
});
export type SlipReport = z.infer<typeof SlipReport>;

export const StaffNotice = z
  .object({
    notice: z.enum([
      'joint-lines-missing',
      'code-already-redeemed',
      'code-revoked',
      'code-expired',
      'code-unknown',
      'total-differs',
      'slip-uncertain',
      'content-match-probable',
    ]),
    atMs: z.number().int(),
    till: TillId.optional(),
    code: PairingCode.optional(),
    pairing: PairingId.optional(),
    sale: SaleId.optional(),
    expectedMinor: NonNegativeMinor.optional().describe('What the joint receipt should come to.'),
    actualMinor: z.number().int().optional().describe('What it came to.'),
    missing: z
      .array(z.string().max(120))
      .max(20)
      .optional()
      .describe('Joint lines that are not on the receipt.'),
  })
  .describe(
    'What staff must know now, with what to do. Texts stand with the screens; this is the fact.',
  );
export type StaffNotice = z.infer<typeof StaffNotice>;

/** A wait number is called on every attract screen of the venue. */
export const WaitCall = z.object({
  number: z.number().int().min(1).max(999).describe('The number on the wait slip.'),
  visit: VisitId,
  expiresAtMs: z.number().int(),
});
export type WaitCall = z.infer<typeof WaitCall>;
