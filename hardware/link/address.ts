import { z } from 'zod';

/** Where a device is: a serial port, a TCP socket (serial device server, port-9100 printer) or a device file.
 *  Strict: it stands in the shop configuration. Source: reference page on devices, section 1. */
export const LinkAddress = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('serial'),
    /** Best a `/dev/serial/by-id/…` or `/dev/serial/by-path/…` name, which stays when cables are swapped. */
    path: z.string().min(1).max(400),
    baudRate: z.number().int().min(50).max(4_000_000).default(9600),
    dataBits: z.union([z.literal(5), z.literal(6), z.literal(7), z.literal(8)]).default(8),
    parity: z.enum(['none', 'even', 'odd', 'mark', 'space']).default('none'),
    stopBits: z.union([z.literal(1), z.literal(1.5), z.literal(2)]).default(1),
    flow: z.enum(['none', 'rtscts', 'xonxoff']).default('none'),
  }),
  z.strictObject({
    kind: z.literal('tcp'),
    host: z.string().min(1).max(255),
    port: z.number().int().min(1).max(65_535),
  }),
  z.strictObject({ kind: z.literal('file'), path: z.string().min(1).max(400) }),
]);
/** As a person or a test writes it: only what differs from 9600 8N1 without flow control. */
export type LinkAddress = z.input<typeof LinkAddress>;

/** The address in one word for logs, the doctor page and faults. */
export function addressText(address: LinkAddress): string {
  switch (address.kind) {
    case 'serial':
    case 'file':
      return address.path;
    case 'tcp':
      return `tcp://${address.host}:${address.port}`;
  }
}
