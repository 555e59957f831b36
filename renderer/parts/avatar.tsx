import type { JSX } from 'preact';
import type { Nickname } from '../../contracts/nickname.ts';
import { FruitPicture } from './fruit.tsx';

/** A shopper's fruit on a disc of her colour. An open answer has a dashed rim, an acceptance a solid one with a tick. */
export function Avatar(props: {
  readonly who: Nickname;
  readonly rim?: 'none' | 'open' | 'accepted';
  readonly size?: 'large' | 'small';
}): JSX.Element {
  return (
    <span
      class={`avatar colour-${props.who.colour} rim-${props.rim ?? 'none'} ${props.size ?? ''}`}
      aria-hidden="true"
    >
      <FruitPicture fruit={props.who.fruit} />
      {props.rim === 'accepted' && (
        <svg class="tick" viewBox="0 0 32 32">
          <circle cx="16" cy="16" r="16" />
          <path d="M8 17l5 5 11-12" />
        </svg>
      )}
    </span>
  );
}
