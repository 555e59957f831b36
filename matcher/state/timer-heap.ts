/** Something whose time comes. Entries are never removed early: whoever takes one out looks whether it still holds. */
export interface Timer<What> {
  readonly atMs: number;
  readonly what: What;
}

/** Puts an entry into a binary heap ordered by time. */
export function addTimer<What>(heap: Timer<What>[], due: Timer<What>): void {
  let at = heap.length;
  heap.push(due);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || above.atMs <= due.atMs) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = due;
}

/** Takes out the earliest entry if its time has come. */
export function takeDueTimer<What>(heap: Timer<What>[], nowMs: number): Timer<What> | undefined {
  const first = heap[0];
  if (first === undefined || first.atMs > nowMs) return undefined;
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    if (left >= heap.length) break;
    const right = left + 1;
    const [l, r] = [heap[left], heap[right]];
    const child = r !== undefined && l !== undefined && r.atMs < l.atMs ? right : left;
    const below = heap[child];
    if (below === undefined || below.atMs >= last.atMs) break;
    heap[at] = below;
    at = child;
  }
  heap[at] = last;
  return first;
}
