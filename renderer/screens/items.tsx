import type { JSX } from 'preact';
import type { LineView, VisitView } from '../../contracts/socket.ts';
import { Button } from '../parts/button.tsx';
import { useSession, useWords } from '../parts/context.ts';
import { Icon } from '../parts/icons.tsx';
import { Scroller } from '../parts/scroller.tsx';
import { Stage, Title } from '../parts/stage.tsx';

/** What is in the basket, to look at and to correct. */
export function Items(props: { readonly visit: VisitView }): JSX.Element {
  const session = useSession();
  const { t, money } = useWords();
  const { visit } = props;
  return (
    <Stage
      name="items"
      show={
        <>
          <Title>{t.items.title}</Title>
          <p class="basket-total">
            {t.basket.total} <b>{money.exact(visit.totalMinor)}</b>
          </p>
          {visit.lines.length === 0 && <p class="lead">{t.items.empty}</p>}
        </>
      }
      act={
        <>
          <Scroller id="lines" label={t.items.title}>
            {visit.lines.map((line) => (
              <Line key={line.id} line={line} />
            ))}
          </Scroller>
          <Button id="done" look="main" onPress={() => session.navigate({ kind: 'home' })}>
            {t.requirements.done}
          </Button>
        </>
      }
    />
  );
}

/** Where a line comes from, where that is not plain to see. */
function origin(line: LineView, t: ReturnType<typeof useWords>['t']): string | undefined {
  if (line.unknown) return t.items.unknown;
  switch (line.source) {
    case 'scanned':
      return undefined;
    case 'planned':
      return t.items.planned;
    case 'predicted':
      return t.items.predicted;
    case 'rung-up':
      return t.items.rungUp;
  }
}

function Line(props: { readonly line: LineView }): JSX.Element {
  const session = useSession();
  const { t, money, text } = useWords();
  const { line } = props;
  const name = text(line.title);
  const from = origin(line, t);
  const set = (quantity: number) => () =>
    void session.send({ kind: 'set-quantity', line: line.id, quantity });
  return (
    <div class="line" data-testid="line">
      <p class="line-name">
        {name}
        {from !== undefined && <small>{from}</small>}
      </p>
      <p class="line-amount">{money.exact(line.amountMinor)}</p>
      {line.source !== 'rung-up' && (
        <div class="stepper">
          <Button
            id={`less-${line.id}`}
            label={t.items.less(name)}
            onPress={set(line.quantity - 1)}
          >
            <Icon name="less" />
          </Button>
          <b class="quantity">{line.quantity}</b>
          <Button
            id={`more-${line.id}`}
            label={t.items.more(name)}
            onPress={set(line.quantity + 1)}
          >
            <Icon name="more" />
          </Button>
        </div>
      )}
    </div>
  );
}
