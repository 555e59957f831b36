import type { JSX } from 'preact';
import type { SuggestionForMember } from '../../contracts/suggestion.ts';
import { Button } from '../parts/button.tsx';
import { useSession, useWords } from '../parts/context.ts';
import { Countdown } from '../parts/countdown.tsx';
import { suggestionWords } from '../parts/suggestion-words.ts';
import { PoolBar } from '../parts/pool-bar.tsx';
import { Saving } from '../parts/saving.tsx';
import { Stage } from '../parts/stage.tsx';

/** One suggestion, to decide on: the saving in one glance, the money before and after, what to do and by when. */
export function Detail(props: { readonly suggestion: SuggestionForMember }): JSX.Element {
  const session = useSession();
  const words = useWords();
  const { t, money, text } = words;
  const { suggestion } = props;
  const wording = suggestionWords(suggestion, words);
  const answer = (choice: 'accept' | 'decline') => () =>
    void session.answer(suggestion.suggestion, choice);
  return (
    <Stage
      name="detail"
      show={
        <>
          <Saving label={wording.savesLabel} money={wording.saves} isHeading />
          <Pool
            suggestion={suggestion}
            label={t.suggestions.sentence(wording.parts, wording.reach)}
          />
          <p class="sentence" data-testid="sentence">
            {wording.parts}
            <b>{wording.reach}</b>
          </p>
          <dl class="money">
            <div>
              <dt>{t.detail.alone}</dt>
              <dd data-testid="alone">{money.exact(suggestion.alonePaysMinor)}</dd>
            </div>
            <div>
              <dt>{t.detail.pooled}</dt>
              <dd data-testid="together">{money.exact(suggestion.paysMinor)}</dd>
            </div>
            <div class="money-saved">
              <dt>{t.detail.saved}</dt>
              <dd>{money.exact(suggestion.savesMinor)}</dd>
            </div>
          </dl>
          <ol class="steps">
            <li>{t.detail.stepAccept(wording.names)}</li>
            <li>{t.detail.stepMeet(text(suggestion.meetingPoint.name))}</li>
            <li>{t.detail.stepPay(money.exact(suggestion.jointPaysMinor))}</li>
          </ol>
          <p class="soft">{t.detail.noRisk}</p>
        </>
      }
      act={
        <>
          <div class="row">
            <Countdown atMs={suggestion.expiresAtMs} text={t.detail.left} />
            <Button
              id="preview"
              look="quiet"
              onPress={() => void session.preview(suggestion.suggestion)}
            >
              {t.detail.preview}
            </Button>
          </div>
          <div class="pair decide">
            <Button id="decline" isDisabled={session.isBusy} onPress={answer('decline')}>
              {t.detail.decline}
            </Button>
            <Button id="accept" look="main" isDisabled={session.isBusy} onPress={answer('accept')}>
              {t.detail.accept}
            </Button>
          </div>
        </>
      }
    />
  );
}

/** Whose part reaches what: against the threshold where it is money, else against the whole. */
function Pool(props: {
  readonly suggestion: SuggestionForMember;
  readonly label: string;
}): JSX.Element {
  const { members, reasons } = props.suggestion;
  const mine = members.find((member) => member.mine)?.contributesMinor ?? 0;
  const others = members.filter((member) => !member.mine).map((member) => member.contributesMinor);
  return (
    <PoolBar
      mine={mine}
      others={others}
      threshold={reasons[0]?.thresholdMinor ?? 0}
      label={props.label}
    />
  );
}
