import type { Conversation } from './status-session.ts';
import { saysHeldUp } from './status.ts';

/** So many unanswered looks mean that what the printer last said of itself no longer holds. */
const SILENT_LOOKS = 3;

/** What counts as the printer's word that a job is on the paper. */
export interface ProofWanted {
  /** The process ids at the job's beginning and end, or undefined where the one-byte answers to two fences have to do. */
  readonly ids: readonly [first: string, last: string] | undefined;
  /** How long the answer may take while the printer does not say that it is held up. */
  readonly limitMs: number;
  /** Between two looks. */
  readonly stepMs: number;
}

/**
 * Whether the printer confirmed the beginning and the end of the job that is being sent: one that lost its power for a moment and
 * took the rest of a job for a whole one confirms the end only. Waits as long as the printer says that it is held up, however
 * long; false once it should have answered and did not, or the link was lost. Source: docs/facts/escpos.md#fences,
 * docs/facts/escpos.md#exactly-once.
 */
export function proofOf(
  conversation: Conversation,
  { ids, limitMs, stepMs }: ProofWanted,
): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  let confirmed = 0;
  let waitedMs = 0;
  let unanswered = 0;
  const stop = conversation.listen(
    (reply) => {
      unanswered = 0;
      const isNext =
        ids === undefined
          ? reply.kind === 'single'
          : reply.kind === 'block' && reply.text === `"${ids[confirmed]}`;
      if (!isNext) return false;
      confirmed += 1;
      if (confirmed === 2) end(true);
      return true;
    },
    () => end(false),
  );
  const step = setInterval(() => {
    const isHeld = saysHeldUp(conversation.condition);
    if (!isHeld || unanswered >= SILENT_LOOKS) waitedMs += stepMs;
    if (waitedMs >= limitMs) return end(false);
    unanswered += 1;
    // A condition that the printer will not announce by itself has to be asked for.
    conversation.ask(isHeld ? [1, 2, 4] : [1, 4]);
  }, stepMs);
  const end = (isConfirmed: boolean): void => {
    clearInterval(step);
    stop();
    resolve(isConfirmed);
  };
  return promise;
}
