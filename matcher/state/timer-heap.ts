/** An entry of the heap. Entries are never removed early: the reader of one that is due checks whether it still applies. */
export interface Timer<What> {
  readonly atMs: number;
  readonly what: What;
}

/** Adds an entry to a binary heap ordered by time (Williams 1964). */
export function addTimer<What>(heap: Timer<What>[], timer: Timer<What>): void {
  let index = heap.length;
  heap.push(timer);
  while (index > 0) {
    const parent = (index - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || above.atMs <= timer.atMs) break;
    heap[index] = above;
    index = parent;
  }
  heap[index] = timer;
}

/** Removes and returns the earliest entry if it is timer index `nowMs`. */
export function removeDueTimer<What>(heap: Timer<What>[], nowMs: number): Timer<What> | undefined {
  const first = heap[0];
  if (first === undefined || first.atMs > nowMs) return undefined;
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return first;
  let index = 0;
  for (;;) {
    const left = 2 * index + 1;
    if (left >= heap.length) break;
    const right = left + 1;
    const [l, r] = [heap[left], heap[right]];
    const child = r !== undefined && l !== undefined && r.atMs < l.atMs ? right : left;
    const below = heap[child];
    if (below === undefined || below.atMs >= last.atMs) break;
    heap[index] = below;
    index = child;
  }
  heap[index] = last;
  return first;
}
