import { z } from 'zod';
import { PairingCode } from './code.ts';
import { ChannelId, DeviceId, PairingId, SaleId, TerminalId, TillId, VisitId } from './ids.ts';
import { NonNegativeMinor } from './money.ts';
import { PairingSlip, SlipOutcome } from './slip.ts';

/** The life of a pairing. Source: docs/rules.md#lives-pairing. */
export const PairingState = z.enum(['confirmed', 'redeemed', 'cancelled', 'expired']);
export type PairingState = z.infer<typeof PairingState>;

/** A pairing in one member's eyes, whole: daemons are idempotent by (pairing, visit, code). */
export const PairingForMember = z.object({
  pairing: PairingId,
  visit: VisitId,
  terminal: TerminalId,
  device: DeviceId,
  version: z.number().int(),
  state: PairingState,
  /** Who or what ended it, for the member's screen; a partner's cancel is told as "not available". */
  endedBecause: z.enum(['redeemed', 'me', 'partner', 'deadline', 'staff']).optional(),
  slip: PairingSlip,
  /** How this member's slip stands, as far as central was told. */
  slipOutcome: SlipOutcome.optional(),
  channel: ChannelId,
});
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

/** What staff must know now, with what to do. Texts stand with the screens; this is the fact. */
export const StaffNotice = z.object({
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
  expectedMinor: NonNegativeMinor.optional(),
  actualMinor: z.number().int().optional(),
  missing: z.array(z.string().max(120)).max(20).optional(),
});
export type StaffNotice = z.infer<typeof StaffNotice>;

/** A wait number is called on every attract screen of the venue. */
export const WaitCall = z.object({
  number: z.number().int().min(1).max(999),
  visit: VisitId,
  expiresAtMs: z.number().int(),
});
export type WaitCall = z.infer<typeof WaitCall>;
