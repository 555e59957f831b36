import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { KeySet } from '../i18n/messages.ts';
import { ZHUYIN_KEYS } from '../session/zhuyin.ts';
import { Button } from './button.tsx';
import { useSession } from './context.ts';
import { Icon } from './icons.tsx';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
const DIGITS = '1234567890'.split('');
/** The 21 initials and the three glides, which begin most names; the other finals stand on the longer list of letters. */
const ZHUYIN = ZHUYIN_KEYS.slice(0, 24).map(([sign]) => sign);
const SIGNS: Readonly<Record<KeySet, readonly string[]>> = {
  letters: LETTERS,
  zhuyin: ZHUYIN,
  digits: DIGITS,
};

/** Keys for first letters, in the sets that the reader's language names, and digits for codes. */
export function LetterPad(props: {
  readonly onType: (sign: string) => void;
  readonly onErase: () => void;
}): JSX.Element {
  const session = useSession();
  const { t } = session;
  const { keySets } = t.language;
  const [chosen, setChosen] = useState<KeySet>();
  const shown = chosen !== undefined && keySets.includes(chosen) ? chosen : keySets[0];
  const others = keySets.filter((each) => each !== shown);
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
      {SIGNS[shown].map((sign) => (
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
          {t.add[each]}
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
