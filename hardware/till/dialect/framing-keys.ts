import { z } from 'zod';
import { note, oneOf, strictKeys } from './schema-notes.ts';

/** Bytes as text. */
export const Hex = z.string().regex(/^(?:[0-9a-fA-F]{2})*$/, 'pairs of hexadecimal digits');

/** How the till's serial line is set, for the person who writes the configuration. */
export const LinkKeys = strictKeys({
  baudRate: z.number().int().default(9600).meta(note('Bits a second.', 19_200)),
  dataBits: z
    .union([z.literal(7), z.literal(8)])
    .default(8)
    .meta(note('Bits of a byte.', 7)),
  parity: z.enum(['none', 'even', 'odd']).default('none').meta(note('The parity bit.', 'even')),
  stopBits: z
    .union([z.literal(1), z.literal(2)])
    .default(1)
    .meta(note('Stop bits.', 2)),
  flow: z
    .enum(['none', 'rtscts', 'xonxoff'])
    .default('none')
    .meta(note('Flow control. A passive tap needs `none`.', 'none')),
});

const Display = strictKeys({
  protocol: oneOf({
    cd5220: 'the commands of CD5220 displays',
    epson: 'the commands of Epson DM-D displays',
    utc: 'the commands of UTC displays',
  }).meta(note('The commands that the display understands.', 'cd5220')),
  cols: z.number().int().min(8).max(40).default(20).meta(note('Characters in a row.', 20)),
  rows: z.literal(2).default(2).meta(note('Rows; only displays with two are read.', 2)),
  stableMs: z
    .number()
    .int()
    .min(10)
    .max(2000)
    .default(80)
    .meta(note('What stands this long, in milliseconds, was meant to be read.', 120)),
});

/** How bytes become lines, packets or objects. */
export const FramingKeys = strictKeys({
  kind: oneOf({
    'json-lines': 'one JSON object a line, in the product’s own format; no rules are needed',
    csv: 'one row a line; `csv` says what the columns are; no rules are needed',
    lines: 'lines of text that end with one of `delimiters`; `rules` read them',
    escpos: 'what a till sends to an ESC/POS receipt printer; `rules` read its lines',
    display: 'what a till sends to a customer display with two rows; `rules` read what it shows',
    'stx-etx': 'lines of text in packets `STX data ETX [checksum]`; `rules` read them',
    datecs: 'the commands that a till sends to a Datecs fiscal printer; no rules are needed',
    zvt: 'a ZVT payment terminal: payments only; no rules are needed',
  }).meta(note('How the feed is cut into pieces.', 'lines')),
  delimiters: z
    .array(z.enum(['\r\n', '\n', '\r']))
    .min(1)
    .default(['\r\n', '\n', '\r'])
    .meta(note('For `lines`: what ends a line.', ['\r'])),
  maxFrameBytes: z
    .number()
    .int()
    .min(16)
    .max(65_536)
    .default(4096)
    .meta(
      note('The longest line or packet; what is longer is dropped and counted as damage.', 8192),
    ),
  idleFlushMs: z
    .number()
    .int()
    .min(20)
    .max(60_000)
    .default(400)
    .meta(
      note(
        'For `lines` and `escpos`: a line without its end is taken after so many milliseconds of silence.',
        1000,
      ),
    ),
  linePrefixHex: Hex.optional().meta(
    note(
      'For `lines`: bytes in front of each logical line. They are dropped, and they also end the line before.',
      '1b6330011b2100',
    ),
  ),
  checksum: oneOf({
    none: 'nothing stands after ETX',
    xor: 'one byte: all bytes of the data and ETX, combined by exclusive or (the LRC of ISO 1745)',
    sum16: 'two bytes: their sum, the high byte first',
    crc16: 'two bytes: their CRC-16 as ZVT has it, the low byte first',
  })
    .default('none')
    .meta(
      note(
        'For `stx-etx`: what stands after ETX. A packet with a wrong checksum is dropped and counted.',
        'xor',
      ),
    ),
  display: Display.optional().meta(note('For `display`, and needed there.')),
});
