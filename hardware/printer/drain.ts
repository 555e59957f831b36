import { CLEAR_BUFFER, CUT, pushOut } from './commands.ts';
import type { Conversation } from './status-session.ts';
import type { PrinterTiming } from './timing.ts';

/**
 * Throws away what an uncertain job left in the printer, cuts off what of it is on the paper, so that two slips are never one
 * piece, and waits until no late answer of it can come: that one would pass for the next job's. A printer that does not know the
 * command to clear gets NULs, which complete a half-sent one. Source: docs/facts/escpos.md#clear-buffer,
 * docs/facts/escpos.md#half-sent.
 */
export async function clearLeftovers(
  conversation: Conversation,
  link: {
    readonly write: (bytes: Uint8Array) => Promise<void>;
    readonly timing: PrinterTiming;
    readonly pushOutMs: number;
  },
): Promise<void> {
  const { helloMs, quietMs, pushOutBytes } = link.timing;
  const cleared = await conversation.replyTo(
    CLEAR_BUFFER,
    helloMs,
    (reply) => reply.kind === 'block' && reply.text === '%',
  );
  if (conversation.session.aborted) return;
  const rest = cleared === undefined ? pushOut(pushOutBytes) : new Uint8Array(0);
  await link.write(Buffer.concat([rest, CUT])).catch(() => undefined);
  const patienceMs = cleared === undefined ? quietMs + link.pushOutMs : quietMs;
  for (;;) {
    const late = await conversation.replyWithin(patienceMs, (reply) => reply.kind === 'single');
    if (late === undefined) return;
  }
}
