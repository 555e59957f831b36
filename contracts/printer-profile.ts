import { z } from 'zod';

/**
 * What is known about a receipt printer, as the shop configuration has it. Strict: it is a file that people write.
 * Source: docs/facts/escpos.md#paper, docs/facts/escpos.md#capabilities.
 */
export const PrinterProfile = z.strictObject({
  /** Paper width in millimetres: 58 (384 dots, 32 columns) or 80 (576 dots, 48 columns). */
  paper: z.union([z.literal(58), z.literal(80)]).default(80),
  /** Columns of font A where the model differs from its paper (42-column models). */
  columns: z.number().int().min(24).max(64).optional(),
  /** The encoding that the printer's own font is addressed with. */
  encoding: z
    .enum(['gb18030', 'big5', 'shiftjis', 'ksc5601', 'cp437', 'cp858', 'cp866', 'cp1252'])
    .default('gb18030'),
  /** `font`: the printer has Chinese glyphs; `raster`: it has none, such lines are sent as pictures. */
  cjk: z.enum(['font', 'raster']).default('font'),
  /** `raster` works on clones and can be verified; `native` is the printer's own QR command. */
  qr: z.enum(['raster', 'native']).default('raster'),
  /** What the printer can answer; `auto` asks it. */
  status: z.enum(['auto', 'none', 'poll', 'asb', 'processId']).default('auto'),
  /** How long the reply after a slip's cut may take; paper-out time and the time on a slow line are not counted. */
  replyWithinMs: z.number().int().min(500).max(120_000).default(15_000),
});
export type PrinterProfile = z.infer<typeof PrinterProfile>;
