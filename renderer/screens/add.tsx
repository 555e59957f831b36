import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ProductView, VisitView } from '../../contracts/socket.ts';
import { Button } from '../parts/button.tsx';
import { useSession, useWords } from '../parts/context.ts';
import { LetterPad } from '../parts/letter-pad.tsx';
import { Scroller } from '../parts/scroller.tsx';
import { Stage, Title } from '../parts/stage.tsx';
import { searchText } from '../session/zhuyin.ts';

const LIMIT = 20;

/** Adding without a scan: her usual at once, anything else by its first letters. */
export function Add(props: { readonly visit: VisitView }): JSX.Element {
  const session = useSession();
  const { t, text, money } = useWords();
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<readonly ProductView[]>([]);
  const [added, setAdded] = useState<string>();
  useEffect(() => {
    let isCurrent = true;
    if (typed === '') {
      setFound([]);
      return undefined;
    }
    const search = async () => {
      const outcome = await session.send({ kind: 'search', text: searchText(typed) });
      if (isCurrent && outcome.kind === 'done') setFound(outcome.products ?? []);
    };
    void search();
    return () => {
      isCurrent = false;
    };
  }, [typed]);
  const add = async (product: ProductView) => {
    const outcome = await session.send({ kind: 'add', product: product.code });
    if (outcome.kind === 'done') {
      setAdded(text(product.title));
      setTyped('');
    }
  };
  const isSearch = typed !== '';
  const products = isSearch ? found : props.visit.usual;
  const heading = isSearch
    ? t.add.found(found.length)
    : products.length > 0
      ? t.add.usual
      : t.add.hint;
  return (
    <Stage
      name="add"
      show={
        <>
          <Title>{t.add.title}</Title>
          <p class="typed" data-testid="typed">
            {isSearch ? typed : <span class="typed-empty">{t.add.hint}</span>}
          </p>
          <p class="soft" aria-live="polite" data-testid="added">
            {isSearch && found.length === 0
              ? t.add.nothing
              : added === undefined
                ? ''
                : t.add.added(added)}
          </p>
        </>
      }
      act={
        <>
          {products.length > 0 && (
            <Scroller id="products" label={heading}>
              {products.map((product) => (
                <Button
                  key={product.code}
                  id={`product-${product.code}`}
                  className="product"
                  isDisabled={session.isBusy}
                  onPress={() => void add(product)}
                >
                  <span class="product-name">{text(product.title)}</span>
                  <span>{money.exact(product.unitPriceMinor)}</span>
                </Button>
              ))}
            </Scroller>
          )}
          <LetterPad
            onType={(sign) => setTyped((old) => (old + sign).slice(0, LIMIT))}
            onErase={() => setTyped((old) => old.slice(0, -1))}
          />
        </>
      }
    />
  );
}
