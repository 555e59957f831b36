import type { JSX } from 'preact';
import { WARNING_MS } from '../session/idle.ts';
import { Button } from '../parts/button.tsx';
import { useSession, useWords } from '../parts/context.ts';
import { Dialog } from './dialog.tsx';

const ROUND = 2 * Math.PI * 44;

/** "Are you still here?": twenty seconds, one tap anywhere answers, as often as she likes. */
export function TimeoutDialog(props: { readonly leftMs: number }): JSX.Element {
  const session = useSession();
  const { t } = useWords();
  const seconds = Math.ceil(props.leftMs / 1000);
  return (
    <Dialog
      name="timeout"
      role="alertdialog"
      title={t.timeout.title}
      line={t.timeout.line(seconds)}
    >
      <svg class="ring" viewBox="0 0 100 100" aria-hidden="true">
        <circle class="ring-track" cx="50" cy="50" r="44" />
        <circle
          class="ring-left"
          cx="50"
          cy="50"
          r="44"
          stroke-dasharray={`${String((ROUND * props.leftMs) / WARNING_MS)} ${String(ROUND)}`}
          transform="rotate(-90 50 50)"
        />
        <text x="50" y="50">
          {seconds}
        </text>
      </svg>
      <Button id="still-here" look="main" className="huge" onPress={() => session.resetIdle()}>
        {t.timeout.here}
      </Button>
    </Dialog>
  );
}
