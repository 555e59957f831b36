import type { KioskCommand, KioskMessage } from '../../contracts/socket.ts';

// Spelled again on purpose: importing the value would bring zod (29 kB gz, half the page's budget) along. `socket-codec.test.ts` holds
// them equal to contracts/socket.ts.
export const KIOSK_SOCKET = '/kiosk/socket';
export const KIOSK_PROTOCOL = 'pindan.kiosk.v1';

/** A command as the screens give it; its number is put in when it is sent. */
export type OutgoingCommand = KioskCommand extends infer C
  ? C extends { id: number }
    ? Omit<C, 'id'>
    : never
  : never;

/** Reads what the daemon said. The daemon checks its own messages against the schema, so only the shape is looked at here, enough
 *  that a stranger's words never reach a screen; anything else is undefined. */
export function readMessage(text: string): KioskMessage | undefined {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isMessage(message) ? message : undefined;
}

function isMessage(message: unknown): message is KioskMessage {
  if (typeof message !== 'object' || message === null || !('kind' in message)) return false;
  switch (message.kind) {
    case 'view':
      return (
        'seq' in message &&
        typeof message.seq === 'number' &&
        'nowMs' in message &&
        typeof message.nowMs === 'number' &&
        'promotions' in message &&
        Array.isArray(message.promotions)
      );
    case 'done':
    case 'refused':
      return 'id' in message && typeof message.id === 'number';
    default:
      return false;
  }
}
