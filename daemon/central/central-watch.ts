import type { CentralPresence } from '../../contracts/presence.ts';
import { newestPresence } from '../../mqtt/presence.ts';
import { centralClock } from './central-clock.ts';

/** Central's heartbeat comes every 5 s; several may be late. Source: docs/rules.md#heartbeat. */
const CENTRAL_SILENT_MS = 45_000;

/** What a presence of central says to a box that has heard others before. */
export type Heard = 'old' | 'same' | 'anew';

/** What a box knows of central by its presence: which one it is, whether it lives, and how far its clock is from ours. */
export class CentralWatch {
  readonly #clock = centralClock();
  #presence: CentralPresence | undefined;
  #heardAtMs = 0;

  /** What to add to our time to have central's. */
  get clockOffsetMs(): number {
    return this.#clock.offsetMs;
  }

  /** The presence that counts, and when it came. */
  get last(): { readonly presence: CentralPresence; readonly atMs: number } | undefined {
    return this.#presence && { presence: this.#presence, atMs: this.#heardAtMs };
  }

  hear(came: CentralPresence, nowMs: number): Heard {
    const before = this.#presence;
    this.#presence = newestPresence(before, came);
    if (this.#presence !== came) return 'old';
    this.#heardAtMs = nowMs;
    if (came.state === 'offline') return 'same';
    this.#clock.heard(came.ts, nowMs);
    const isSame =
      before === undefined || (before.boot === came.boot && before.epoch === came.epoch);
    return isSame ? 'same' : 'anew';
  }

  /** Whether a message is of an owner of the venue that lost its lease; it may not have noticed yet. */
  isReplaced(epoch: number | undefined): boolean {
    return (epoch ?? Number.POSITIVE_INFINITY) < (this.#presence?.epoch ?? 0);
  }

  isAlive(nowMs: number): boolean {
    return this.#presence?.state === 'online' && nowMs - this.#heardAtMs < CENTRAL_SILENT_MS;
  }
}
