const SAMPLES_KEPT = 500;

/** How long a scan takes to the screen: from its last byte to the page's word that the view was painted. */
export interface PaintTimes {
  scanned(atMs: number): void;
  /** A view went out; the scans before it are shown by it. */
  viewSent(seq: number): void;
  painted(seq: number, atMs: number): void;
  /** 0 without a sample. */
  percentileMs(share: number): number;
  readonly samples: number;
}

export function paintTimes(onPainted?: (tookMs: number) => void): PaintTimes {
  let waiting: number[] = [];
  let underWay: { readonly seq: number; readonly scannedAtMs: number }[] = [];
  let samples: number[] = [];
  return {
    scanned: (atMs) => void waiting.push(atMs),
    viewSent(seq) {
      underWay = [...underWay, ...waiting.map((scannedAtMs) => ({ seq, scannedAtMs }))].slice(
        -SAMPLES_KEPT,
      );
      waiting = [];
    },
    painted(seq, atMs) {
      const done = underWay.filter((one) => one.seq <= seq);
      underWay = underWay.filter((one) => one.seq > seq);
      const tookMs = done.map((one) => atMs - one.scannedAtMs);
      for (const one of tookMs) onPainted?.(one);
      samples = [...samples, ...tookMs].slice(-SAMPLES_KEPT);
    },
    percentileMs(share) {
      const sorted = samples.toSorted((a, b) => a - b);
      return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    },
    get samples() {
      return samples.length;
    },
  };
}
