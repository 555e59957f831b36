import type { JSX } from 'preact';
import { Button } from '../parts/button.tsx';
import { useSession, useWords } from '../parts/context.ts';
import { ScanPicture } from '../parts/scan-picture.tsx';
import { Stage, Title } from '../parts/stage.tsx';

/** Who is shopping: a card, a number from a wait slip, or nobody in particular. */
export function Identify(): JSX.Element {
  const session = useSession();
  const { t } = useWords();
  return (
    <Stage
      name="identify"
      show={
        <>
          <Title>{t.identify.title}</Title>
          <p class="lead">{t.identify.line}</p>
          <ScanPicture what="card" />
          <p class="soft">{t.identify.privacy}</p>
        </>
      }
      act={
        <>
          <Button
            id="guest"
            look="main"
            isDisabled={session.isBusy}
            onPress={() => void session.send({ kind: 'identify', as: { kind: 'guest' } })}
          >
            {t.identify.guest}
          </Button>
          <Button id="type-card" onPress={() => session.navigate({ kind: 'keypad', asks: 'card' })}>
            {t.identify.typeCard}
          </Button>
          <Button
            id="have-number"
            onPress={() => session.navigate({ kind: 'keypad', asks: 'wait-number' })}
          >
            {t.identify.haveNumber}
          </Button>
        </>
      }
    />
  );
}
