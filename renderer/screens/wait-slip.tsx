import type { JSX } from 'preact';
import { Button } from '../parts/button.tsx';
import { useSession, useWords } from '../parts/context.ts';
import { Stage, Title } from '../parts/stage.tsx';

/** The number that was just handed out, once more and large, in case paper fails. */
export function WaitSlip(props: { readonly number: number }): JSX.Element {
  const session = useSession();
  const { t } = useWords();
  return (
    <Stage
      name="wait-slip"
      show={
        <>
          <Title>{t.waitSlip.title}</Title>
          <p class="wait-number" data-testid="wait-number">
            {props.number}
          </p>
          <p class="lead">{t.waitSlip.line}</p>
        </>
      }
      act={
        <Button id="finish" look="main" onPress={() => session.leave()}>
          {t.waitSlip.done}
        </Button>
      }
    />
  );
}
