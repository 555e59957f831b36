import type { JSX } from 'preact';

/** The one huge number: what she saves. Where it is what the screen says, it is the screen's heading. */
export function Saving(props: {
  readonly label: string;
  readonly money: string;
  readonly isHeading?: boolean;
}): JSX.Element {
  const content = (
    <>
      <span class="saving-label">{props.label} </span>
      <strong class="saving-money" data-testid="saving">
        {props.money}
      </strong>
    </>
  );
  return props.isHeading === true ? (
    <h1 class="saving" tabIndex={-1}>
      {content}
    </h1>
  ) : (
    <p class="saving small-saving">{content}</p>
  );
}
