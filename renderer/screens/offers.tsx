import type { JSX } from 'preact';
import type { VisitView } from '../../contracts/socket.ts';
import type { SuggestionForMember } from '../../contracts/suggestion.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Button } from '../parts/button.tsx';
import { useSession, useWords } from '../parts/context.ts';
import { offerWords } from '../parts/offer-words.ts';
import { Scroller } from '../parts/scroller.tsx';
import { Stage, Title } from '../parts/stage.tsx';

/** At most three ways to save together, the best first. */
export function Offers(props: { readonly visit: VisitView }): JSX.Element {
  const { t } = useWords();
  const { suggestions } = props.visit;
  return (
    <Stage
      name="offers"
      show={
        <>
          <Title>{t.offers.title}</Title>
          <p class="lead">{t.basket.offersFound(suggestions.length)}</p>
          <p class="soft">{t.detail.noRisk}</p>
        </>
      }
      act={
        <Scroller id="suggestions" label={t.offers.title}>
          {suggestions.map((suggestion, index) => (
            <Card key={suggestion.suggestion} suggestion={suggestion} isBest={index === 0} />
          ))}
        </Scroller>
      }
    />
  );
}

function Card(props: {
  readonly suggestion: SuggestionForMember;
  readonly isBest: boolean;
}): JSX.Element {
  const session = useSession();
  const words = useWords();
  const { t } = words;
  const { suggestion } = props;
  const offer = offerWords(suggestion, words);
  return (
    <Button
      id={`suggestion-${suggestion.suggestion}`}
      look={props.isBest ? 'sun' : 'plain'}
      className="suggestion"
      onPress={() => session.go({ kind: 'detail', suggestion: suggestion.suggestion })}
    >
      <span class="suggestion-top">
        <span class="offer-avatars">
          {suggestion.members.map((member, index) => (
            <Avatar key={index} who={member.nickname} rim={member.answer} />
          ))}
        </span>
        <span class="suggestion-saves">
          {props.isBest && <small class="chip">{t.offers.best}</small>}
          <small>{offer.savesLabel}</small> <b>{offer.saves}</b>
        </span>
      </span>
      <span class="suggestion-line">{t.offers.sentence(offer.parts, offer.reach)}</span>
    </Button>
  );
}
