/** Where a control is on the screen. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}
export type Direction = 'up' | 'down' | 'left' | 'right';

/**
 * Which of `boxes` an arrow key goes to from `from`: the nearest whose middle lies in that direction, sideways distance counting
 * double, so that a row is walked before it is left. Undefined where there is none. Pure.
 */
export function neighbour(
  from: Box,
  boxes: readonly Box[],
  direction: Direction,
): number | undefined {
  let best: number | undefined;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const [index, box] of boxes.entries()) {
    const dx = box.left + box.width / 2 - (from.left + from.width / 2);
    const dy = box.top + box.height / 2 - (from.top + from.height / 2);
    const isVertical = direction === 'up' || direction === 'down';
    const ahead =
      direction === 'up' ? -dy : direction === 'down' ? dy : direction === 'left' ? -dx : dx;
    if (ahead <= 1) continue;
    const cost = ahead + 2 * Math.abs(isVertical ? dx : dy);
    if (cost < bestCost) {
      best = index;
      bestCost = cost;
    }
  }
  return best;
}

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};

/** Moves the focus with the arrow keys, for keypads with arrows and OK: every control of a screen can be reached without a pointer. */
export function moveFocus(event: KeyboardEvent, page: Document): void {
  const direction = DIRECTIONS[event.key];
  if (direction === undefined) return;
  const top = page.querySelector('[aria-modal="true"]') ?? page;
  const controls = [...top.querySelectorAll<HTMLElement>('button:not([disabled])')].filter(
    (control) => control.offsetParent !== null,
  );
  if (controls.length === 0) return;
  event.preventDefault();
  const here = page.activeElement;
  if (!(here instanceof HTMLElement) || !controls.includes(here)) {
    controls[0]?.focus();
    return;
  }
  const others = controls.filter((control) => control !== here);
  const next = neighbour(
    here.getBoundingClientRect(),
    others.map((control) => control.getBoundingClientRect()),
    direction,
  );
  if (next !== undefined) others[next]?.focus();
}
