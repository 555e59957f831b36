import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ZHUYIN_KEYS } from '../session/zhuyin.ts';
import { Button } from './button.tsx';
import { useSession } from './context.ts';
import { Icon } from './icons.tsx';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
const DIGITS = '1234567890'.split('');
/** The 21 initials and the three glides, which begin most names; the other finals stand on the longer list of letters. */
const ZHUYIN = ZHUYIN_KEYS.slice(0, 24).map(([sign]) => sign);
type Keys = 'letters' | 'zhuyin' | 'digits';

/** Keys for first letters: A to Z, or zhuyin for readers of traditional characters, and digits for codes. */
export function LetterPad(props: {
  readonly onType: (sign: string) => void;
  readonly onErase: () => void;
}): JSX.Element {
  const session = useSession();
  const { t } = session;
  const isHant = session.language.value === 'zh-Hant';
  const [chosen, setChosen] = useState<Keys>();
  const keys: Keys =
    chosen === undefined || (chosen === 'zhuyin' && !isHant)
      ? isHant
        ? 'zhuyin'
        : 'letters'
      : chosen;
  const signs = keys === 'letters' ? LETTERS : keys === 'zhuyin' ? ZHUYIN : DIGITS;
  const others: readonly Keys[] = (
    isHant ? (['zhuyin', 'letters', 'digits'] as const) : (['letters', 'digits'] as const)
  ).filter((each) => each !== keys);
  const names: Readonly<Record<Keys, string>> = {
    letters: t.add.letters,
    zhuyin: t.add.zhuyin,
    digits: t.add.digits,
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (/^[a-z0-9]$/i.test(event.key)) props.onType(event.key.toUpperCase());
      if (event.key === 'Backspace') props.onErase();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });
  return (
    <div class="letter-pad">
      {signs.map((sign) => (
        <Button key={sign} id={`key-${sign}`} className="key" onPress={() => props.onType(sign)}>
          {sign}
        </Button>
      ))}
      {others.map((each) => (
        <Button
          key={each}
          id={`keys-${each}`}
          look="quiet"
          className="key key-name"
          onPress={() => setChosen(each)}
        >
          {names[each]}
        </Button>
      ))}
      <Button
        id="erase"
        look="quiet"
        className="key"
        label={t.keypad.erase}
        onPress={props.onErase}
      >
        <Icon name="erase" />
      </Button>
    </div>
  );
}
