/** Rings once when nothing was heard for so long, and again only after something was. */
export function silenceWatch(
  afterMs: number | undefined,
  ring: () => void,
): { readonly heard: () => void; readonly stop: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => clearTimeout(timer);
  return {
    stop,
    heard: () => {
      if (afterMs === undefined) return;
      stop();
      timer = setTimeout(ring, afterMs);
      timer.unref();
    },
  };
}
