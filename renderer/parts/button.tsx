import type { ComponentChildren, JSX } from 'preact';
import type { Language } from '../../contracts/language.ts';
import { messagesIn } from '../i18n/words.ts';

/** `main` is what most people press here, `plain` everything else, `quiet` what ends or goes back, `sun` a suggestion. */
export type ButtonLook = 'main' | 'plain' | 'quiet' | 'sun';

export interface ButtonProps {
  readonly id: string;
  readonly look?: ButtonLook;
  readonly onPress: () => void;
  readonly children: ComponentChildren;
  readonly label?: string;
  readonly isPressed?: boolean;
  readonly isDisabled?: boolean;
  readonly className?: string;
  /** Where the text is in another language than the page. */
  readonly lang?: Language;
}

/** A control that is never smaller than 88 design pixels. */
export function Button(props: ButtonProps): JSX.Element {
  return (
    <button
      type="button"
      class={`button ${props.look ?? 'plain'} ${props.className ?? ''}`}
      data-testid={props.id}
      aria-label={props.label}
      aria-pressed={props.isPressed}
      disabled={props.isDisabled}
      lang={props.lang}
      style={
        props.lang === undefined
          ? undefined
          : { fontFamily: messagesIn(props.lang).language.typeface }
      }
      onClick={props.onPress}
    >
      {props.children}
    </button>
  );
}
