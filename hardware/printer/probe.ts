import type { PrinterProfile } from '../../contracts/printer-profile.ts';
import { AUTOMATIC_STATUS_ON, FENCE, processIdCommand, pushOut } from './commands.ts';
import type { Conversation } from './status-session.ts';
import { saysHeldUp } from './status.ts';
import type { PrinterCapability } from './status.ts';
import type { PrinterTiming } from './timing.ts';

/** What a printer can say about itself and its jobs. */
export interface Abilities {
  readonly capability: PrinterCapability;
  /** Whether `GS r` is answered: without it a printer can be polled, but cannot confirm. */
  readonly answersFence: boolean;
  /** False while a printer that is held up could not be asked everything: what is asked in its turn waits for the new roll. */
  readonly isSure: boolean;
}

export const NO_ABILITIES: Abilities = {
  capability: 'unknown',
  answersFence: false,
  isSure: false,
};

/** Four characters that are no job's id. */
const PROBE_ID = '  pd';

/**
 * Learns by asking what a printer can answer; undefined when the link was lost meanwhile. A profile that names the capability is
 * believed. Source: docs/facts/escpos.md#capabilities.
 */
export async function probe(
  conversation: Conversation,
  profile: PrinterProfile,
  link: {
    readonly write: (bytes: Uint8Array) => Promise<void>;
    readonly timing: PrinterTiming;
    /** How long the bytes that push out half a command are on the way. */
    readonly pushOutMs: number;
  },
): Promise<Abilities | undefined> {
  const { status } = profile;
  const { helloMs, pushOutBytes } = link.timing;
  const { session } = conversation;
  if (status === 'none') return { capability: 'none', answersFence: false, isSure: true };
  let isThere = await conversation.look(helloMs);
  if (!isThere && !session.aborted) {
    // A job that was cut off may have left half a command, which swallows the question.
    await link.write(pushOut(pushOutBytes)).catch(() => undefined);
    isThere = await conversation.look(helloMs + link.pushOutMs);
  }
  if (session.aborted) return undefined;
  if (status !== 'auto') {
    await link.write(AUTOMATIC_STATUS_ON).catch(() => undefined);
    return { capability: status, answersFence: true, isSure: true };
  }
  if (!isThere) return { capability: 'none', answersFence: false, isSure: true };
  // Its late answer to a fence of ours would pass for that of the next job.
  if (saysHeldUp(conversation.condition)) {
    return { capability: 'poll', answersFence: false, isSure: false };
  }
  const fence = await conversation.replyTo(FENCE, helloMs, (reply) => reply.kind === 'single');
  const automatic = await conversation.replyTo(
    AUTOMATIC_STATUS_ON,
    helloMs,
    (reply) => reply.kind === 'automatic',
  );
  // Cheap printers take the parameters of an unknown command for text: only those that know much are asked.
  const mayKnowIds = automatic !== undefined && fence !== undefined;
  const byId = mayKnowIds
    ? await conversation.replyTo(
        processIdCommand(PROBE_ID),
        helloMs,
        (reply) => reply.kind === 'block' && reply.text === `"${PROBE_ID}`,
      )
    : undefined;
  if (session.aborted) return undefined;
  const answersFence = fence !== undefined;
  const isSure = answersFence || !saysHeldUp(conversation.condition);
  if (byId !== undefined) return { capability: 'processId', answersFence, isSure };
  return { capability: automatic === undefined ? 'poll' : 'asb', answersFence, isSure };
}
