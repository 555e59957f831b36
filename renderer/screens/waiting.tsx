import type { JSX } from 'preact';
import type { SuggestionForMember } from '../../contracts/suggestion.ts';
import { fullNickname } from '../i18n/words.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Button } from '../parts/button.tsx';
import { useSession, useWords } from '../parts/context.ts';
import { Countdown } from '../parts/countdown.tsx';
import { suggestionWords } from '../parts/suggestion-words.ts';
import { Saving } from '../parts/saving.tsx';
import { Stage, Title } from '../parts/stage.tsx';

/** She has accepted; the others decide. The time is the true one, and going away costs nothing. */
export function Waiting(props: { readonly suggestion: SuggestionForMember }): JSX.Element {
  const session = useSession();
  const words = useWords();
  const { t } = words;
  const { suggestion } = props;
  const wording = suggestionWords(suggestion, words);
  const open = suggestion.members.filter((member) => member.answer === 'open').length;
  return (
    <Stage
      name="waiting"
      show={
        <>
          <Title>{t.waiting.title(wording.names)}</Title>
          <ul class="slots" aria-live="polite">
            {suggestion.members.map((member, index) => (
              <li key={index} class={`slot slot-${member.answer}`} data-testid="slot">
                <Avatar who={member.nickname} rim={member.answer} size="large" />
                <b>{member.mine ? t.words.you : fullNickname(member.nickname, t)}</b>
                <span>{member.answer === 'accepted' ? t.waiting.accepted : t.waiting.open}</span>
              </li>
            ))}
          </ul>
          <p class="big-countdown">
            <Countdown atMs={suggestion.expiresAtMs} />
            <span class="lead">{t.waiting.missing(open)}</span>
          </p>
          <Saving label={wording.savesLabel} money={wording.saves} />
          <p class="soft">{t.waiting.line}</p>
        </>
      }
      act={
        <div class="pair">
          <Button
            id="take-back"
            isDisabled={session.isBusy}
            onPress={() => void session.answer(suggestion.suggestion, 'take-back')}
          >
            {t.waiting.takeBack}
          </Button>
          <Button
            id="take-number"
            isDisabled={session.isBusy}
            onPress={() => void session.takeNumber()}
          >
            {t.waiting.leaveWithNumber}
          </Button>
        </div>
      }
    />
  );
}
