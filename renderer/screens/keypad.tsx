import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { useSession, useWords } from '../parts/context.ts';
import { Icon } from '../parts/icons.tsx';
import { Stage, Title } from '../parts/stage.tsx';

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;
const LIMITS = { card: 24, 'wait-number': 3 } as const;
const LEAST = { card: 4, 'wait-number': 1 } as const;

/** Digits typed instead of scanned. Of a card number only the last two stay readable: others stand behind. */
export function Keypad(props: { readonly asks: 'card' | 'wait-number' }): JSX.Element {
  const session = useSession();
  const { t } = useWords();
  const { asks } = props;
  const [typed, setTyped] = useState('');
  const type = (digit: string) => setTyped((old) => (old + digit).slice(0, LIMITS[asks]));
  const erase = () => setTyped((old) => old.slice(0, -1));
  const isReady = typed.length >= LEAST[asks] && !session.isBusy;
  const send = async () => {
    const outcome = await session.send({
      kind: 'identify',
      as:
        asks === 'card'
          ? { kind: 'card', card: typed }
          : { kind: 'wait-number', number: Number(typed) },
    });
    if (outcome.kind !== 'done') setTyped('');
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (/^\d$/.test(event.key)) type(event.key);
      if (event.key === 'Backspace') erase();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [asks]);
  const shown =
    asks === 'card' ? '•'.repeat(Math.max(0, typed.length - 2)) + typed.slice(-2) : typed;
  return (
    <Stage
      name="keypad"
      show={
        <>
          <Title>{asks === 'card' ? t.keypad.card : t.keypad.waitNumber}</Title>
          <p class="typed" aria-live="polite" data-testid="typed">
            {shown === '' ? <span class="typed-empty">{t.keypad.empty}</span> : shown}
          </p>
        </>
      }
      act={
        <div class="keypad">
          {DIGITS.map((digit) => (
            <Button key={digit} id={`digit-${digit}`} onPress={() => type(digit)}>
              {digit}
            </Button>
          ))}
          <Button id="erase" label={t.keypad.erase} onPress={erase}>
            <Icon name="erase" />
          </Button>
          <Button id="digit-0" onPress={() => type('0')}>
            0
          </Button>
          <Button id="ok" look="main" isDisabled={!isReady} onPress={() => void send()}>
            {t.keypad.ok}
          </Button>
        </div>
      }
    />
  );
}
