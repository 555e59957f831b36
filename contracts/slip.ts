import { z } from 'zod';
import { PairingCode } from './code.ts';
import { MeetingPointId, PairingId, TerminalId, VisitId } from './ids.ts';
import { Language, LocalText } from './language-schema.ts';
import { Currency, MinorUnits, NonNegativeMinor } from './money.ts';
import { Nickname } from './nickname.ts';

export const JointLine = z
  .object({
    visit: VisitId,
    name: z.string().max(120),
    gtin: z.string().max(64).optional(),
    quantity: z.number().int(),
    amountMinor: NonNegativeMinor,
  })
  .describe('One line of the joint receipt as the slip and the screen list it.');
export type JointLine = z.infer<typeof JointLine>;

/** Source: docs/rules.md#lives-slip, docs/rules.md#lives-code. */
export const PairingSlip = z
  .object({
    kind: z.literal('pairing'),
    pairing: PairingId,
    visit: VisitId,
    terminal: TerminalId,
    language: Language,
    venueName: z.string().max(80),
    currency: Currency,
    minorDigits: z
      .number()
      .int()
      .min(0)
      .max(4)
      .describe('How many decimals an amount has: 2 means that 1250 is 12.50.'),
    timeZone: z.string().max(64),
    me: Nickname,
    partners: z.array(Nickname).min(1).max(3),
    meetingPoint: z.object({ id: MeetingPointId, name: LocalText }),
    expiresAtMs: z.number().int(),
    joint: z.array(JointLine).max(400),
    jointPaysMinor: NonNegativeMinor,
    jointTotalMinor: NonNegativeMinor,
    savesMinor: MinorUnits,
    code: PairingCode,
    reprint: z.boolean().describe('This slip replaces an earlier one, whose code is void.'),
  })
  .describe(
    'What is printed for one member of a pairing: who I am, where and until when, what goes on the joint receipt, what I pay there and save, and my one-time code.',
  );
export type PairingSlip = z.infer<typeof PairingSlip>;

/** A numbered wait slip: nobody fits right now; the attract screen calls the number when somebody does. */
export const WaitSlip = z.object({
  kind: z.literal('wait'),
  visit: VisitId,
  terminal: TerminalId,
  language: Language,
  venueName: z.string().max(80),
  timeZone: z.string().max(64),
  me: Nickname,
  number: z.number().int().min(1).max(999),
  issuedAtMs: z.number().int(),
});
export type WaitSlip = z.infer<typeof WaitSlip>;

/** Printed by the installer to see that printer, paper and characters are right. */
export const TestSlip = z.object({
  kind: z.literal('test'),
  terminal: TerminalId,
  venueName: z.string().max(80),
  language: Language,
  printer: z.string().max(80),
  timeZone: z.string().max(64),
  printedAtMs: z.number().int(),
});
export type TestSlip = z.infer<typeof TestSlip>;

export const Slip = z.discriminatedUnion('kind', [PairingSlip, WaitSlip, TestSlip]);
export type Slip = z.infer<typeof Slip>;

/** Source: docs/rules.md#lives-slip; docs/facts/escpos.md#exactly-once. */
export const SlipOutcome = z
  .enum(['printed', 'sent-unconfirmed', 'uncertain'])
  .describe(
    'How a print job ended. `uncertain` makes central revoke this member’s code and mint a new one.',
  );
export type SlipOutcome = z.infer<typeof SlipOutcome>;
