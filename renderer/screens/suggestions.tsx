import type { JSX } from 'preact';
import type { VisitView } from '../../contracts/socket.ts';
import type { SuggestionForMember } from '../../contracts/suggestion.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Button } from '../parts/button.tsx';
import { useSession, useWords } from '../parts/context.ts';
import { suggestionWords } from '../parts/suggestion-words.ts';
import { Scroller } from '../parts/scroller.tsx';
import { Stage, Title } from '../parts/stage.tsx';

/** At most three ways to save together, the best first. */
export function Suggestions(props: { readonly visit: VisitView }): JSX.Element {
  const { t } = useWords();
  const { suggestions } = props.visit;
  return (
    <Stage
      name="suggestions"
      show={
        <>
          <Title>{t.suggestions.title}</Title>
          <p class="lead">{t.basket.suggestionsFound(suggestions.length)}</p>
          <p class="soft">{t.detail.noRisk}</p>
        </>
      }
      act={
        <Scroller id="suggestions" label={t.suggestions.title}>
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
  const wording = suggestionWords(suggestion, words);
  return (
    <Button
      id={`suggestion-${suggestion.suggestion}`}
      look={props.isBest ? 'sun' : 'plain'}
      className="suggestion"
      onPress={() => session.navigate({ kind: 'detail', suggestion: suggestion.suggestion })}
    >
      <span class="suggestion-top">
        <span class="suggestion-avatars">
          {suggestion.members.map((member, index) => (
            <Avatar key={index} who={member.nickname} rim={member.answer} />
          ))}
        </span>
        <span class="suggestion-saves">
          {props.isBest && <small class="chip">{t.suggestions.best}</small>}
          <small>{wording.savesLabel}</small> <b>{wording.saves}</b>
        </span>
      </span>
      <span class="suggestion-line">{t.suggestions.sentence(wording.parts, wording.reach)}</span>
    </Button>
  );
}
