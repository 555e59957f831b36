import type { JSX } from 'preact';
import { useWords } from '../parts/context.ts';
import { Stage, Title } from '../parts/stage.tsx';

/** The daemon does not answer. The screen says so, says what still works, and comes back by itself. */
export function Offline(props: { readonly isRefused: boolean }): JSX.Element {
  const { t } = useWords();
  return (
    <Stage
      name="offline"
      show={
        <>
          <svg class="offline-picture" viewBox="0 0 64 64" aria-hidden="true">
            <path
              class="stroke"
              d="M12 26a30 30 0 0 1 40 0M20 35a18 18 0 0 1 24 0M28 44a7 7 0 0 1 8 0M8 8l48 48"
            />
          </svg>
          <Title>{t.offline.title}</Title>
          <p class="lead">{props.isRefused ? t.offline.refused : t.offline.line}</p>
          <p class="soft">{t.offline.staff}</p>
        </>
      }
      act={<span />}
    />
  );
}
