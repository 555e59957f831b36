import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** What lies over a screen and must be answered or closed first. It takes the focus, and gives it back when it goes. */
export function Dialog(props: {
  readonly name: string;
  readonly role: 'dialog' | 'alertdialog';
  readonly title: string;
  readonly line?: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    box.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <div class="veil">
      <div
        class="dialog"
        ref={box}
        role={props.role}
        aria-modal="true"
        aria-labelledby="dialog-title"
        tabIndex={-1}
        data-testid={`dialog-${props.name}`}
      >
        <h2 id="dialog-title" class="title">
          {props.title}
        </h2>
        {props.line !== undefined && <p class="lead">{props.line}</p>}
        {props.children}
      </div>
    </div>
  );
}
