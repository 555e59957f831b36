import { levelsOf, UP_KINDS } from '../../contracts/topics.ts';
import type { Origin } from './journal-write.ts';

/** The envelope's own fields stand before its body. */
const HEAD_BYTES = 2048;

/**
 * The number of a message that could not be read, so that its sender can be told and its outbox goes on: the box from the topic, boot
 * and seq from the first bytes, without parsing what may be too deep or too large. Undefined where they do not stand there.
 */
export function originOf(topic: string, bytes: Uint8Array): Origin | undefined {
  const dev = UP_KINDS.map((kind) => levelsOf(kind, topic)?.dev).find(
    (level) => level !== undefined,
  );
  if (dev === undefined) return undefined;
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1');
  const boot = /"boot"\s*:\s*(\d{1,15})[,}\s]/.exec(head)?.[1];
  const seq = /"seq"\s*:\s*(\d{1,15})[,}\s]/.exec(head)?.[1];
  if (boot === undefined || seq === undefined || Number(seq) < 1) return undefined;
  return { dev, boot: Number(boot), seq: Number(seq) };
}
