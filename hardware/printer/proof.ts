import type { Conversation } from './conversation.ts';
import { saysHeldUp } from './status.ts';

/** So many unanswered looks mean that what the printer last said of itself no longer holds. */
const SILENT_LOOKS = 3;

/** What counts as the printer's word that a job is on the paper. */
export interface ProofWanted {
  /** The job's process id, or undefined where the one-byte answer to its fence has to do. */
  readonly id: string | undefined;
  /** How long the answer may take while the printer does not say that it is held up. */
  readonly limitMs: number;
  /** Between two looks. */
  readonly stepMs: number;
}

/**
 * Whether the printer confirmed the job that is being sent. Waits as long as the printer says that it is held up, however long; false
 * once it should have answered and did not, or the link was lost. Source: reference page on devices, 9.2 and 9.3.
 */
export function proofOf(
  conversation: Conversation,
  { id, limitMs, stepMs }: ProofWanted,
): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  let waitedMs = 0;
  let unanswered = 0;
  const stop = conversation.listen(
    (reply) => {
      unanswered = 0;
      const isMine =
        id === undefined
          ? reply.kind === 'single'
          : reply.kind === 'block' && reply.text === `"${id}`;
      if (isMine) end(true);
      return isMine;
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
