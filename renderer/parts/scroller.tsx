import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useSession } from './context.ts';
import { Button } from './button.tsx';
import { Icon } from './icons.tsx';

/** A list that may be longer than its place: two large buttons turn its pages, for hands and keypads alike. They are there only
 *  when there is something to turn to. */
export function Scroller(props: {
  readonly id: string;
  readonly label: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  const session = useSession();
  const list = useRef<HTMLDivElement>(null);
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const element = list.current;
    if (element === null) return undefined;
    const measure = () => setLong(element.scrollHeight > element.clientHeight + 1);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, [props.children]);
  const turn = (direction: 1 | -1) => () => {
    const element = list.current;
    element?.scrollBy({ top: direction * element.clientHeight * 0.8 });
  };
  return (
    <div class={isLong ? 'scroller is-long' : 'scroller'}>
      <div
        class="scroller-list"
        ref={list}
        role="region"
        aria-label={props.label}
        tabIndex={isLong ? 0 : -1}
        data-testid={props.id}
      >
        {props.children}
      </div>
      {isLong && (
        <div class="scroller-turn">
          <Button id={`${props.id}-up`} label={session.t.bar.up} onPress={turn(-1)}>
            <Icon name="up" />
          </Button>
          <Button id={`${props.id}-down`} label={session.t.bar.down} onPress={turn(1)}>
            <Icon name="down" />
          </Button>
        </div>
      )}
    </div>
  );
}
