import type { JSX } from 'preact';
import type { SuggestionForMember } from '../../contracts/suggestion.ts';
import { Button } from '../parts/button.tsx';
import { useSession, useWords } from '../parts/context.ts';
import { Dialog } from './dialog.tsx';

/** A slip's SVG as an image: a picture cannot run a script or fetch anything, whatever stands in it. */
export function slipImage(svg: string): string {
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}

/** The slip as it would be printed, and how the saving came to be shared. */
export function SlipDialog(props: {
  readonly svg: string | undefined;
  readonly suggestion: SuggestionForMember | undefined;
}): JSX.Element {
  const session = useSession();
  const { t, money } = useWords();
  const { suggestion, svg } = props;
  return (
    <Dialog name="slip" role="dialog" title={t.slip.title} line={t.slip.line}>
      <div class="slip-paper">
        {svg === undefined ? (
          <p>{t.slip.loading}</p>
        ) : (
          <img src={slipImage(svg)} alt={t.slip.picture} data-testid="slip-preview" />
        )}
      </div>
      {suggestion !== undefined && (
        <section>
          <h3>{t.detail.howShared}</h3>
          <dl class="shared">
            <div>
              <dt>{t.detail.groupSaves}</dt>
              <dd>{money.exact(suggestion.groupSavesMinor)}</dd>
            </div>
            <div>
              <dt>{t.detail.fairShare}</dt>
              <dd>{money.exact(suggestion.explain.shapleyMinor)}</dd>
            </div>
            <div>
              <dt>{t.detail.adjusted}</dt>
              <dd>
                {money.exact(suggestion.explain.floorMinor + suggestion.explain.adjustedMinor)}
              </dd>
            </div>
            <div>
              <dt>{t.detail.saved}</dt>
              <dd>{money.exact(suggestion.savesMinor)}</dd>
            </div>
          </dl>
        </section>
      )}
      <Button id="close" look="main" onPress={() => session.closeOverlay()}>
        {t.slip.close}
      </Button>
    </Dialog>
  );
}
