import type { JSX } from 'preact';
import type { ProgressView, VisitView } from '../../contracts/socket.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Button } from '../parts/button.tsx';
import { useSession, useWords } from '../parts/context.ts';
import { Icon } from '../parts/icons.tsx';
import { suggestionWords } from '../parts/suggestion-words.ts';
import { PoolBar } from '../parts/pool-bar.tsx';
import { ScanPicture } from '../parts/scan-picture.tsx';
import { Stage, Title } from '../parts/stage.tsx';
import { fullNickname } from '../i18n/words.ts';

const PROGRESS_SHOWN = 2;

/** Where she stands: how far the basket is, and whether somebody fits. What is in it stays behind a tap. */
export function Basket(props: { readonly visit: VisitView }): JSX.Element {
  const session = useSession();
  const { t, money } = useWords();
  const { visit } = props;
  const count = visit.lines.reduce((sum, line) => sum + line.quantity, 0);
  return (
    <Stage
      name="basket"
      show={
        <>
          <div class="hello">
            <Avatar who={visit.nickname} size="large" />
            <Title>{t.basket.hello(fullNickname(visit.nickname, t))}</Title>
          </div>
          {count === 0 ? (
            <>
              <h2 class="lead">{t.basket.emptyTitle}</h2>
              <ScanPicture what="product" />
              <p class="soft">{t.basket.emptyLine}</p>
            </>
          ) : (
            <>
              <p class="basket-total">
                {t.basket.total} <b data-testid="basket-total">{money.exact(visit.totalMinor)}</b>
              </p>
              {shownProgress(visit.progress).map((progress) => (
                <Progress key={progress.promotion} progress={progress} />
              ))}
            </>
          )}
        </>
      }
      act={
        <>
          <Outlook visit={visit} />
          <div class="pair">
            <Button id="items" onPress={() => session.navigate({ kind: 'items' })}>
              <Icon name="list" />
              {t.basket.items(count)}
            </Button>
            <Button id="add" onPress={() => session.navigate({ kind: 'add' })}>
              <Icon name="more" />
              {t.basket.add}
            </Button>
            <Button id="requirements" onPress={() => session.navigate({ kind: 'requirements' })}>
              <Icon name="requirements" />
              {t.basket.requirements}
            </Button>
            <Button
              id="take-number"
              isDisabled={session.isBusy || count === 0}
              onPress={() => void session.takeNumber()}
            >
              <Icon name="ticket" />
              {t.basket.leaveWithNumber}
            </Button>
          </div>
        </>
      }
    />
  );
}

/** The promotions nearest to paying, those that still have something to give first. */
function shownProgress(progress: readonly ProgressView[]): readonly ProgressView[] {
  return progress
    .toSorted((a, b) => Number(b.wouldSaveMinor > 0) - Number(a.wouldSaveMinor > 0))
    .slice(0, PROGRESS_SHOWN);
}

function Progress(props: { readonly progress: ProgressView }): JSX.Element {
  const { t, money, text } = useWords();
  const { progress } = props;
  const isOpen = progress.wouldSaveMinor > 0;
  const missing =
    progress.missingMinor !== undefined
      ? money.short(progress.missingMinor)
      : t.words.pieces(progress.missingQuantity ?? 1);
  const line = isOpen
    ? `${t.basket.away(missing)} ${t.basket.andSave(money.short(progress.wouldSaveMinor))}`
    : t.basket.reached(money.short(progress.savesMinor));
  const reached = progress.reachedMinor ?? 0;
  return (
    <section class="card progress">
      <h2>{text(progress.title)}</h2>
      {(progress.reachedMinor !== undefined || !isOpen) && (
        <PoolBar
          mine={isOpen ? reached : 1}
          others={[]}
          threshold={isOpen ? reached + (progress.missingMinor ?? 0) : 1}
          label={line}
        />
      )}
      <p class="progress-line" data-testid="progress">
        {isOpen ? (
          <>
            <b>{t.basket.away(missing)}</b> {t.basket.andSave(money.short(progress.wouldSaveMinor))}
          </>
        ) : (
          <b>{line}</b>
        )}
      </p>
    </section>
  );
}

/** Whether somebody fits: the suggestion itself, or honestly why there is none. */
function Outlook(props: { readonly visit: VisitView }): JSX.Element {
  const session = useSession();
  const words = useWords();
  const { t } = words;
  const { visit } = props;
  const best = visit.suggestions[0];
  if (best === undefined) {
    const reason = visit.none ?? (visit.lines.length === 0 ? 'no-lines' : undefined);
    return (
      <section class="card outlook" aria-live="polite" data-testid="outlook">
        <p>{reason === undefined ? t.basket.looking : t.basket.none[reason]}</p>
        {visit.waitEstimateMs !== undefined && reason !== 'no-lines' && (
          <p class="soft">{t.basket.fits(Math.ceil(visit.waitEstimateMs / 60_000))}</p>
        )}
      </section>
    );
  }
  const wording = suggestionWords(best, words);
  const isOne = visit.suggestions.length === 1;
  return (
    <div aria-live="polite">
      <Button
        id="see-suggestions"
        look="sun"
        className="suggestion-call"
        onPress={() =>
          session.navigate(
            isOne ? { kind: 'detail', suggestion: best.suggestion } : { kind: 'suggestions' },
          )
        }
      >
        <span class="suggestion-avatars">
          {best.members
            .filter((member) => !member.mine)
            .map((member, index) => (
              <Avatar key={index} who={member.nickname} />
            ))}
        </span>
        <span class="suggestion-call-text">
          <span>{t.basket.suggestionsFound(visit.suggestions.length)}</span>
          <b>
            {wording.savesLabel} {wording.saves}
          </b>
          <span class="go-on">{t.basket.seeSuggestions(visit.suggestions.length)}</span>
        </span>
      </Button>
    </div>
  );
}
