import type { ComponentChildren, JSX } from 'preact';
import type { ScreenKind } from '../session/screen.ts';

export interface StageProps {
  readonly name: ScreenKind;
  /** What is shown: above, never a control, so that it may stand out of reach. */
  readonly show: ComponentChildren;
  /** What is done: anchored at the bottom, within reach. */
  readonly act: ComponentChildren;
}

/** One screen: what it says above, what one can do below. */
export function Stage(props: StageProps): JSX.Element {
  return (
    <main
      class="stage"
      data-screen={props.name}
      data-testid={`screen-${props.name}`}
      key={props.name}
    >
      <div class="show">{props.show}</div>
      <div class="act">{props.act}</div>
    </main>
  );
}

/** The one heading of a screen. It takes the focus when the screen appears, so that a reader begins with it. */
export function Title(props: {
  readonly children: ComponentChildren;
  readonly id?: string;
}): JSX.Element {
  return (
    <h1 class="title" tabIndex={-1} data-testid={props.id ?? 'title'}>
      {props.children}
    </h1>
  );
}
