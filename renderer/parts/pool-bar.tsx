import type { JSX } from 'preact';

export interface PoolBarProps {
  /** My part, the others', and what they should reach, in one unit. */
  readonly mine: number;
  readonly others: readonly number[];
  readonly threshold: number;
  readonly label: string;
}

/**
 * One bar to the threshold: my part solid, the partners' hatched, what is missing outlined; where the parts go beyond, a mark shows
 * the threshold. Nothing is rounded up: a bar that looks full is full.
 */
export function PoolBar(props: PoolBarProps): JSX.Element {
  const sum = props.mine + props.others.reduce((total, part) => total + part, 0);
  const full = Math.max(sum, props.threshold, 1);
  const width = (part: number) => `${String((part / full) * 100)}%`;
  return (
    <div
      class={sum >= props.threshold ? 'pool-bar is-full' : 'pool-bar'}
      role="img"
      aria-label={props.label}
    >
      <div class="bar-mine" style={{ width: width(props.mine) }} />
      {props.others.map((part, index) => (
        <div key={index} class="bar-other" style={{ width: width(part) }} />
      ))}
      {sum > props.threshold && props.threshold > 0 && (
        <div class="bar-mark" style={{ left: width(props.threshold) }} />
      )}
    </div>
  );
}
