import type { VisitId } from '../../contracts/ids.ts';
import type { MatcherMessage } from '../../matcher/state/message.ts';

/** Longer than anything that has ended is remembered (matcher/visits KEPT_MS, a till's last sale): after it nothing before matters. */
const QUIET_MS = 40 * 60_000;

/** Who is in the middle of something, as the matcher's messages say, and since when nobody is. */
export class Activity {
  readonly #openVisits = new Set<VisitId>();
  readonly #livePairings = new Set<string>();
  #lastAtMs = 0;

  get openVisits(): number {
    return this.#openVisits.size;
  }

  get livePairings(): number {
    return this.#livePairings.size;
  }

  isOpen(visit: VisitId): boolean {
    return this.#openVisits.has(visit);
  }

  /** Somebody did something. */
  happened(atMs: number): void {
    this.#lastAtMs = atMs;
  }

  /** Follows what the matcher says. A visit or pairing that ends is something that happens too. */
  follow(message: MatcherMessage, atMs: number): void {
    if (message.kind === 'visit') {
      const { visit, open } = message.value;
      if (open) this.#openVisits.add(visit);
      else if (this.#openVisits.delete(visit)) this.#lastAtMs = atMs;
    } else if (message.kind === 'pairing') {
      const { pairing, state } = message.value;
      if (state === 'confirmed') this.#livePairings.add(pairing);
      else if (this.#livePairings.delete(pairing)) this.#lastAtMs = atMs;
    }
  }

  /** Whether nobody is in the middle of anything, and has not been for so long that nothing of it is remembered. */
  isQuiet(nowMs: number): boolean {
    return (
      this.#openVisits.size === 0 &&
      this.#livePairings.size === 0 &&
      nowMs - this.#lastAtMs > QUIET_MS
    );
  }

  /** The matcher begins anew: nobody is there. */
  clear(): void {
    this.#openVisits.clear();
    this.#livePairings.clear();
  }
}
