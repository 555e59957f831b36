/** Visits again and again, the first time at once, each time so long after the last visit ended. Returns what stops it. */
export function startRounds(visit: () => Promise<void>, pauseMs: () => number): () => void {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  const later = (ms: number): void => {
    if (isStopped) return;
    timer = setTimeout(() => void visit().finally(() => later(pauseMs())), ms);
  };
  later(0);
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
