import type { JSX } from 'preact';
import { countdown } from '../i18n/format.ts';
import { useSession } from './context.ts';

/** What is left until `atMs` by the daemon's clock, true to the second; with words around it where it stands beside a time of day. */
export function Countdown(props: {
  readonly atMs: number;
  readonly text?: (time: string) => string;
}): JSX.Element {
  const session = useSession();
  const time = countdown(props.atMs - session.nowMs);
  return (
    <span class="countdown" data-testid="countdown">
      {props.text === undefined ? time : props.text(time)}
    </span>
  );
}
