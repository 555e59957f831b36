import { z } from 'zod';
import { BarcodeRules } from './barcode-rules.ts';
import { CodePrefix } from './code.ts';
import { BoxId, MeetingPointId, TerminalId, TillId, VenueId } from './ids.ts';
import { Language, LocalText } from './language-schema.ts';
import { Currency } from './money.ts';
import { PrinterProfile } from './printer-profile.ts';

const deviceName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'letters, digits, dot, dash, underscore');

/** How a device is reached: a serial port (prefer /dev/serial/by-id/…), a TCP address, or a device file. */
export const LinkAddress = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('serial'),
    path: z.string().min(1),
    baudRate: z.number().int().min(50).max(4_000_000).default(9600),
    dataBits: z.union([z.literal(7), z.literal(8)]).default(8),
    parity: z.enum(['none', 'even', 'odd']).default('none'),
    stopBits: z.union([z.literal(1), z.literal(2)]).default(1),
    flow: z.enum(['none', 'rtscts', 'xonxoff']).default('none'),
  }),
  z.strictObject({
    kind: z.literal('tcp'),
    host: z.string().min(1),
    port: z.number().int().min(1).max(65_535),
  }),
  z.strictObject({ kind: z.literal('file'), path: z.string().min(1) }),
]);
export type LinkAddress = z.infer<typeof LinkAddress>;

/** An address to listen on. Anything but loopback needs TLS and credentials, or the process refuses to start. */
export const Listen = z.strictObject({
  host: z.string().default('127.0.0.1'),
  port: z.number().int().min(0).max(65_535),
});

/** The shop itself: what shoppers, screens and slips are told. */
export const VenueConfiguration = z.strictObject({
  id: VenueId,
  name: LocalText,
  currency: Currency,
  minorDigits: z.number().int().min(0).max(4).default(2),
  /** IANA name; also the zone of promotions' hours. */
  timeZone: z.string().default('UTC'),
  language: Language.default('zh-Hans'),
  /** In-store EAN-13 prefix that is kept for pairing codes. */
  codePrefix: CodePrefix.default('29'),
  meetingPoints: z
    .array(z.strictObject({ id: MeetingPointId, name: LocalText }))
    .min(1, 'at least one staffed place where members meet'),
  meetingMinutes: z.number().int().min(0).max(120).default(10),
});
export type VenueConfiguration = z.infer<typeof VenueConfiguration>;

/** Which broker everybody uses. `embedded://host:port` = central runs it itself; `mqtt://` or `mqtts://` = one that exists. */
export const BrokerConfiguration = z.strictObject({
  url: z
    .string()
    .regex(
      /^(embedded|mqtt|mqtts):\/\/[^/\s:]+:\d{1,5}$/,
      'embedded://, mqtt:// or mqtts://, then host:port',
    ),
  username: z.string().optional(),
  /** A file with the password in it, mode 0600; never the password itself. */
  passwordFile: z.string().optional(),
  tls: z
    .strictObject({
      caFile: z.string().optional(),
      certFile: z.string().optional(),
      keyFile: z.string().optional(),
    })
    .optional(),
});
export type BrokerConfiguration = z.infer<typeof BrokerConfiguration>;

export const CentralConfiguration = z.strictObject({
  http: Listen.prefault({ port: 7410 }),
  stateDir: z.string(),
  promotions: z.string(),
  products: z.string(),
  /** Tills of other boxes whose redemption is `content`; those of this file's own `daemon` are known. */
  contentTills: z.array(TillId).max(200).default([]),
});
export type CentralConfiguration = z.infer<typeof CentralConfiguration>;

export const TillConfiguration = z.strictObject({
  id: TillId,
  link: LinkAddress,
  /** The id of a shipped dialect, or the path of a dialect file (it ends in .json). */
  dialect: z.string().min(1),
  /** How a pairing code reaches us at this till. Source: docs/rules.md#lives-code. */
  redemption: z.enum(['in-feed', 'our-scanner', 'content']).default('in-feed'),
  /** No bytes for so long during opening hours is shown as trouble; 0 = never. */
  silenceMinutes: z.number().int().min(0).default(0),
});
export type TillConfiguration = z.infer<typeof TillConfiguration>;

export const ScannerConfiguration = z.strictObject({
  id: deviceName,
  link: LinkAddress,
  /** The kiosk screen or the till that it stands at. */
  at: z.union([z.strictObject({ terminal: TerminalId }), z.strictObject({ till: TillId })]),
  suffix: z.enum(['cr', 'crlf', 'lf', 'tab', 'none', 'stx-etx']).default('cr'),
});
export type ScannerConfiguration = z.infer<typeof ScannerConfiguration>;

export const PrinterConfiguration = z.strictObject({
  id: deviceName,
  link: LinkAddress,
  profile: PrinterProfile,
});
export type PrinterConfiguration = z.infer<typeof PrinterConfiguration>;

export const TerminalConfiguration = z.strictObject({
  id: TerminalId,
  name: LocalText.optional(),
  printer: deviceName.optional(),
});
export type TerminalConfiguration = z.infer<typeof TerminalConfiguration>;

export const DaemonConfiguration = z
  .strictObject({
    id: BoxId.refine((id) => id !== 'central', 'the name central is taken'),
    http: Listen.prefault({ port: 7420 }),
    stateDir: z.string(),
    tills: z.array(TillConfiguration).max(32).default([]),
    scanners: z.array(ScannerConfiguration).max(32).default([]),
    printers: z.array(PrinterConfiguration).max(16).default([]),
    terminals: z.array(TerminalConfiguration).max(16).default([]),
    barcodes: BarcodeRules.prefault({}),
    /** A file with the key that loyalty cards are hashed with; made at the first start where it is missing. The same on every box of a venue. */
    cardKeyFile: z.string().optional(),
    outboxLimitBytes: z
      .number()
      .int()
      .min(1_000_000)
      .default(256 * 1024 * 1024),
  })
  .superRefine((daemon, context) => {
    for (const { path, message } of wrongReferences(daemon)) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
  });
export type DaemonConfiguration = z.infer<typeof DaemonConfiguration>;

interface WrongReference {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Names that stand for nothing, and names that stand for two things: both are typos, and both would be silent. */
function wrongReferences(daemon: {
  readonly tills: readonly TillConfiguration[];
  readonly scanners: readonly ScannerConfiguration[];
  readonly printers: readonly PrinterConfiguration[];
  readonly terminals: readonly TerminalConfiguration[];
}): readonly WrongReference[] {
  const wrong: WrongReference[] = [];
  const { tills, scanners, printers, terminals } = daemon;
  for (const [name, list] of Object.entries({ tills, scanners, printers, terminals })) {
    const seen = new Set<string>();
    for (const [index, { id }] of list.entries()) {
      if (seen.has(id))
        wrong.push({
          path: [name, index, 'id'],
          message: `an id that no other of the ${name} has`,
        });
      seen.add(id);
    }
  }
  const has = (list: readonly { readonly id: string }[], id: string): boolean =>
    list.some((one) => one.id === id);
  const oneOf = (list: readonly { readonly id: string }[]): string =>
    list.length === 0 ? 'none is configured' : `one of ${list.map((one) => one.id).join(', ')}`;
  for (const [index, { printer }] of terminals.entries()) {
    if (printer === undefined || has(printers, printer)) continue;
    wrong.push({
      path: ['terminals', index, 'printer'],
      message: `the id of a printer: ${oneOf(printers)}`,
    });
  }
  for (const [index, { at }] of scanners.entries()) {
    if ('terminal' in at && !has(terminals, at.terminal)) {
      wrong.push({
        path: ['scanners', index, 'at', 'terminal'],
        message: `the id of a terminal: ${oneOf(terminals)}`,
      });
    }
    if ('till' in at && !has(tills, at.till)) {
      wrong.push({
        path: ['scanners', index, 'at', 'till'],
        message: `the id of a till: ${oneOf(tills)}`,
      });
    }
  }
  return wrong;
}

/** One shop.json: the venue, the broker, and what runs on this machine. Strict: a typo stops the start with the place and the fix.
 *  Relative paths are relative to the file. */
export const ShopConfiguration = z.strictObject({
  venue: VenueConfiguration,
  broker: BrokerConfiguration,
  central: CentralConfiguration.optional(),
  daemon: DaemonConfiguration.optional(),
});
export type ShopConfiguration = z.infer<typeof ShopConfiguration>;
