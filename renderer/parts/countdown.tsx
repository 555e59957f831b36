import type { JSX } from 'preact';
import { countdown } from '../i18n/format.ts';
import { useSession } from './context.ts';

/** What is left until `atMs` by the daemon's clock, true to the second. */
export function Countdown(props: { readonly atMs: number; readonly after?: string }): JSX.Element {
  const session = useSession();
  return (
    <span class="countdown">
      <b class="countdown-time" data-testid="countdown">
        {countdown(props.atMs - session.nowMs)}
      </b>
      {props.after !== undefined && <span> {props.after}</span>}
    </span>
  );
}
