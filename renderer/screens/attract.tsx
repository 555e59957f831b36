import type { JSX } from 'preact';
import type { KioskView } from '../../contracts/socket.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Button } from '../parts/button.tsx';
import { useSession, useWords } from '../parts/context.ts';
import { Stage, Title } from '../parts/stage.tsx';

const PROMOTIONS_SHOWN = 3;
const NUMBERS_SHOWN = 4;

/** Nobody is here yet: what this is in one glance, who is called, what can be shared today. */
export function Attract(props: { readonly view: KioskView }): JSX.Element {
  const session = useSession();
  const { t, text } = useWords();
  const { view } = props;
  const calls = view.calls
    .filter((call) => call.expiresAtMs > session.nowMs)
    .slice(0, NUMBERS_SHOWN);
  return (
    <Stage
      name="attract"
      show={
        <>
          <p class="venue">{text(view.venueName)}</p>
          <Title>{t.attract.title}</Title>
          <Idea />
          <p class="lead">{t.attract.line}</p>
        </>
      }
      act={
        <>
          {calls.length > 0 && (
            <section class="card sun-card calls" aria-live="polite">
              <h2>{t.attract.called}</h2>
              <p class="call-numbers">
                {calls.map((call) => (
                  <b key={call.number} data-testid="called-number">
                    {call.number}
                  </b>
                ))}
              </p>
              <p>{t.attract.calledLine}</p>
            </section>
          )}
          {calls.length < 2 && (
            <section class="card promotions-today">
              <h2>{view.promotions.length > 0 ? t.attract.promotions : t.attract.noPromotions}</h2>
              <ul>
                {view.promotions.slice(0, PROMOTIONS_SHOWN).map((promotion) => (
                  <li key={promotion.id}>{text(promotion.title)}</li>
                ))}
              </ul>
            </section>
          )}
          <Button
            id="start"
            look="main"
            className="huge"
            onPress={() => session.navigate({ kind: 'identify' })}
          >
            {t.attract.start}
            <small>{t.attract.orScan}</small>
          </Button>
        </>
      }
    />
  );
}

/** The idea without words: two baskets, each short of the mark; together they reach it. */
function Idea(): JSX.Element {
  return (
    <div class="idea" aria-hidden="true">
      <div class="idea-row">
        <Avatar who={{ fruit: 'grape', colour: 'purple', number: 10 }} />
        <div class="idea-bar">
          <i class="idea-mine" />
        </div>
      </div>
      <div class="idea-row">
        <Avatar who={{ fruit: 'pear', colour: 'green', number: 10 }} />
        <div class="idea-bar">
          <i class="idea-other" />
        </div>
      </div>
      <div class="idea-row idea-sum">
        <span class="idea-pair">
          <Avatar who={{ fruit: 'grape', colour: 'purple', number: 10 }} />
          <Avatar who={{ fruit: 'pear', colour: 'green', number: 10 }} />
        </span>
        <div class="idea-bar is-reached">
          <i class="idea-mine" />
          <i class="idea-other" />
          <svg class="idea-tick" viewBox="0 0 32 32">
            <path d="M7 17l6 6 12-14" />
          </svg>
        </div>
      </div>
    </div>
  );
}
