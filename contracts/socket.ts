import { z } from 'zod';
import { ChannelMessage, Phrase } from './channel.ts';
import {
  ChannelId,
  MeetingPointId,
  PairingId,
  PromotionId,
  SuggestionId,
  TerminalId,
} from './ids.ts';
import { Language, LocalText } from './language-schema.ts';
import { Currency, MinorUnits, NonNegativeMinor } from './money.ts';
import { Nickname } from './nickname.ts';
import { PairingState, WaitCall } from './pairing.ts';
import { PairingSlip, SlipOutcome } from './slip.ts';
import { SuggestionForMember } from './suggestion.ts';
import { LineSource, Requirements } from './visit.ts';

/** The local socket between a daemon and a kiosk page: loopback, one token per start. The page gets view models only. */
export const SOCKET_LIMIT_BYTES = 16 * 1024;
/** The subprotocol under which the page connects; the token is its first message. */
export const SOCKET_PROTOCOL = 'pindan.kiosk.v1';
/** Where the daemon takes the page's WebSocket, on the port that also serves the page at `KIOSK_PATH`. */
export const SOCKET_PATH = '/kiosk/socket';
export const KIOSK_PATH = '/kiosk/';

/**
 * The policy that the page is served under, by the daemon and by the shell's own protocol: its own files and one socket.
 * Source: docs/facts/kiosk.md#electron-security.
 */
export function kioskContentSecurityPolicy(port: number): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ws://127.0.0.1:${String(port)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const id = z.number().int().min(1);

/** What a page says. Every command has an `id` that its reply repeats. */
export const KioskCommand = z.discriminatedUnion('kind', [
  z
    .object({ kind: z.literal('hello'), id, token: z.string().max(128), terminal: TerminalId })
    .describe('First message within two seconds.'),
  z
    .object({
      kind: z.literal('identify'),
      id,
      as: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('guest') }),
        z.object({ kind: z.literal('card'), card: z.string().min(4).max(64) }),
        z.object({ kind: z.literal('wait-number'), number: z.number().int().min(1).max(999) }),
      ]),
    })
    .describe('A typed card number, a guest, or a returning wait number.'),
  z
    .object({ kind: z.literal('scan'), id, text: z.string().min(1).max(200) })
    .describe('Digits typed instead of scanned.'),
  z.object({ kind: z.literal('search'), id, text: z.string().max(40) }),
  z.object({ kind: z.literal('add'), id, product: z.string().max(64) }),
  z.object({
    kind: z.literal('set-quantity'),
    id,
    line: z.string().max(64),
    quantity: z.number().int().min(0).max(999),
  }),
  z.object({ kind: z.literal('requirements'), id, requirements: Requirements }),
  z.object({ kind: z.literal('language'), id, language: Language }),
  z.object({
    kind: z.literal('answer'),
    id,
    suggestion: SuggestionId,
    answer: z.enum(['accept', 'decline', 'take-back']),
  }),
  z
    .object({ kind: z.literal('preview'), id, suggestion: SuggestionId })
    .describe('The slip as it would be printed, without a code.'),
  z.object({ kind: z.literal('cancel-pairing'), id, pairing: PairingId }),
  z.object({ kind: z.literal('phrase'), id, channel: ChannelId, phrase: Phrase }),
  z
    .object({ kind: z.literal('wait'), id })
    .describe(
      'Leave with a numbered wait slip: the reply carries the number, and the views after it have no visit. The visit goes on in the shop.',
    ),
  z
    .object({ kind: z.literal('leave'), id })
    .describe(
      'The screen forgets at once: the views after the reply have no visit, and the language is the venue’s again (so too where there was no visit). The visit ends; with a confirmed pairing it goes on in the shop, and identifying again brings it back.',
    ),
  z
    .object({ kind: z.literal('painted'), id, seq: z.number().int() })
    .describe(
      'The page painted the view with this number: measures scan to paint, and keeps an unattended screen honest.',
    ),
  z.object({ kind: z.literal('alive'), id, screen: z.string().max(40) }),
]);
export type KioskCommand = z.infer<typeof KioskCommand>;

export const PromotionView = z
  .object({
    id: PromotionId,
    title: LocalText,
    until: z.string().optional(),
  })
  .describe('A promotion as the screens tell it.');
export type PromotionView = z.infer<typeof PromotionView>;

export const ProductView = z
  .object({
    code: z.string(),
    title: LocalText,
    unitPriceMinor: NonNegativeMinor,
  })
  .describe('A product as a search or "your usual" shows it.');
export type ProductView = z.infer<typeof ProductView>;

export const LineView = z.object({
  id: z.string(),
  title: LocalText,
  quantity: z.number().int(),
  unitPriceMinor: NonNegativeMinor,
  amountMinor: NonNegativeMinor,
  source: LineSource,
  unknown: z
    .boolean()
    .describe(
      'Not in the catalogue: shown as such, takes part only in promotions that include everything.',
    ),
});
export type LineView = z.infer<typeof LineView>;

export const ProgressView = z
  .object({
    promotion: PromotionId,
    title: LocalText,
    reachedMinor: MinorUnits.optional(),
    missingMinor: MinorUnits.optional(),
    missingQuantity: z.number().int().optional(),
    wouldSaveMinor: MinorUnits,
    savesMinor: MinorUnits.describe('What this promotion already takes off.'),
  })
  .describe(
    'How far this basket is from a promotion: the bar. Spend promotions carry the `…Minor` pair, the others the quantities.',
  );
export type ProgressView = z.infer<typeof ProgressView>;

export const SlipState = z
  .union([z.enum(['none', 'queued', 'printing', 'no-printer']), SlipOutcome])
  .describe('What the paper of a slip did, in the words that a screen needs.');
export type SlipState = z.infer<typeof SlipState>;

export const PairingView = z.object({
  pairing: PairingId,
  state: PairingState,
  endedBecause: z.enum(['redeemed', 'me', 'partner', 'deadline', 'staff']).optional(),
  slip: PairingSlip,
  slipSvg: z
    .string()
    .describe('The same document that is printed, as SVG: the screen shows it where paper fails.'),
  slipState: SlipState,
  channel: ChannelId,
  messages: z.array(ChannelMessage).max(50),
});
export type PairingView = z.infer<typeof PairingView>;

export const VisitView = z.object({
  nickname: Nickname,
  member: z.boolean(),
  lines: z.array(LineView),
  subtotalMinor: NonNegativeMinor,
  discountMinor: NonNegativeMinor,
  totalMinor: NonNegativeMinor,
  progress: z.array(ProgressView),
  usual: z.array(ProductView),
  requirements: Requirements,
  suggestions: z.array(SuggestionForMember).max(3),
  accepted: SuggestionId.optional(),
  none: z
    .enum(['no-lines', 'nobody-near', 'requirements-narrow', 'promotion-not-pooled', 'paired'])
    .optional(),
  waitEstimateMs: z.number().int().optional(),
  waitNumber: z.number().int().optional(),
  pairing: PairingView.optional(),
  lastScan: z
    .object({
      seq: z.number().int(),
      outcome: z.enum(['added', 'not-in-catalogue', 'invalid', 'card', 'not-for-pooling']),
      title: LocalText.optional(),
    })
    .optional()
    .describe('What the last scan did, for the flash on the screen.'),
});
export type VisitView = z.infer<typeof VisitView>;

/** Everything that a screen shows, whole, at each change: a page that reconnects needs nothing else. */
export const KioskView = z.object({
  kind: z.literal('view'),
  seq: z.number().int(),
  nowMs: z.number().int(),
  terminal: TerminalId,
  venueName: LocalText,
  currency: Currency,
  minorDigits: z.number().int(),
  timeZone: z.string(),
  language: Language,
  central: z.enum(['online', 'offline']),
  printer: z.enum(['ready', 'near-end', 'paper-out', 'cover-open', 'offline', 'none']),
  promotions: z.array(PromotionView),
  meetingPoints: z.array(z.object({ id: MeetingPointId, name: LocalText })),
  calls: z.array(WaitCall).max(20),
  banners: z
    .array(z.enum(['central-away', 'no-catalogue', 'printer-trouble', 'scanner-away']))
    .describe('Trouble that concerns the person at the screen; the texts stand with the screens.'),
  visit: VisitView.optional(),
});
export type KioskView = z.infer<typeof KioskView>;

/** What a command came to. `reason` is a closed list so that each has a text in every language. */
export const KioskReply = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('done'),
    id,
    products: z.array(ProductView).optional(),
    svg: z.string().optional(),
    waitNumber: z
      .number()
      .int()
      .min(1)
      .max(999)
      .optional()
      .describe('To `wait`: the number on the wait slip, shown in case paper fails.'),
  }),
  z.object({
    kind: z.literal('refused'),
    id,
    reason: z.enum([
      'bad-token',
      'bad-message',
      'no-visit',
      'no-such-line',
      'no-such-product',
      'no-such-suggestion',
      'no-such-number',
      'central-away',
      'busy',
    ]),
  }),
]);
export type KioskReply = z.infer<typeof KioskReply>;

/** What a daemon says to a page. */
export const KioskMessage = z.union([KioskView, KioskReply]);
export type KioskMessage = z.infer<typeof KioskMessage>;
