import type { JSX } from 'preact';
import type { Phrase } from '../../contracts/channel.ts';
import type { PairingView } from '../../contracts/socket.ts';
import { fullNickname } from '../i18n/words.ts';
import { Button } from '../parts/button.tsx';
import { useSession, useWords } from '../parts/context.ts';
import { Stage, Title } from '../parts/stage.tsx';

/** In the order in which a meeting goes. */
const ORDER = [
  'on-my-way',
  'i-am-here',
  'two-more-minutes',
  'where-are-you',
  'at-the-till',
  'thank-you',
  'please-ask-staff',
  'sorry-cannot-come',
] as const satisfies readonly Phrase[];
const SHOWN = 4;

/** Ready-made words for the partner, who reads them in her own language. There is no free text. */
export function Phrases(props: { readonly pairing: PairingView }): JSX.Element {
  const session = useSession();
  const { t } = useWords();
  const { pairing } = props;
  const names = t.words.and(pairing.slip.partners.map((partner) => fullNickname(partner, t)));
  return (
    <Stage
      name="phrases"
      show={
        <>
          <Title>{t.phrases.title(names)}</Title>
          <ul class="talk" aria-live="polite" data-testid="talk">
            {pairing.messages.length === 0 && <li class="soft">{t.matched.noMessages}</li>}
            {pairing.messages.slice(-SHOWN).map((message) => {
              const isMine = message.from === pairing.slip.visit;
              return (
                <li key={message.sentAtMs} class={isMine ? 'talk-mine' : 'talk-theirs'}>
                  <small>{isMine ? t.words.you : fullNickname(message.nickname, t)}</small>
                  {t.phrases.texts[message.phrase]}
                </li>
              );
            })}
          </ul>
        </>
      }
      act={
        <div class="pair">
          {ORDER.map((phrase) => (
            <Button
              key={phrase}
              id={`phrase-${phrase}`}
              isDisabled={session.isBusy}
              onPress={() =>
                void session.send({ kind: 'phrase', channel: pairing.channel, phrase })
              }
            >
              {t.phrases.texts[phrase]}
            </Button>
          ))}
        </div>
      }
    />
  );
}
