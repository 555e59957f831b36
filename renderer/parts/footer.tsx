import type { JSX } from 'preact';
import { messagesIn, SCREEN_LANGUAGES } from '../i18n/words.ts';
import type { LocalRoute } from '../session/local-route.ts';
import { Button } from './button.tsx';
import { useSession } from './context.ts';
import { Icon } from './icons.tsx';

export interface FooterProps {
  /** Where the arrow leads; undefined = there is nothing to go back to. */
  readonly back: LocalRoute | undefined;
  /** Large type and low buttons are one tap away. */
  readonly hasDisplayButtons: boolean;
  /** There is a visit that can be ended. */
  readonly hasVisit: boolean;
}

/** The bottom of every screen: language, display, back, and the end that forgets everything. */
export function Footer(props: FooterProps): JSX.Element {
  const session = useSession();
  const { t } = session;
  const settings = session.settings.value;
  const language = session.language.value;
  const { back } = props;
  return (
    <nav class="footer" aria-label={t.bar.settings}>
      <div class="footer-languages" role="group" aria-label={t.bar.languages}>
        {SCREEN_LANGUAGES.map((each) => (
          <Button
            key={each}
            id={`language-${each}`}
            look="quiet"
            lang={each}
            label={messagesIn(each).language.name}
            isPressed={each === language}
            onPress={() => session.set({ language: each })}
          >
            {messagesIn(each).language.shortName}
          </Button>
        ))}
      </div>
      {props.hasDisplayButtons && (
        <>
          <Button
            id="large-type"
            look="quiet"
            label={t.bar.largeType}
            isPressed={settings.type === '1.5'}
            onPress={() => session.set({ type: settings.type === '1' ? '1.5' : '1' })}
          >
            <Icon name="large" />
          </Button>
          <Button
            id="lower"
            look="quiet"
            label={t.bar.lower}
            isPressed={settings.reach === 'on'}
            onPress={() => session.set({ reach: settings.reach === 'on' ? 'off' : 'on' })}
          >
            <Icon name="lower" />
          </Button>
        </>
      )}
      <Button
        id="settings"
        look="quiet"
        label={t.bar.settings}
        onPress={() => session.openOverlay({ kind: 'settings' })}
      >
        <Icon name="settings" />
      </Button>
      <span class="footer-room" />
      {back !== undefined && (
        <Button id="back" look="quiet" label={t.bar.back} onPress={() => session.navigate(back)}>
          <Icon name="back" />
        </Button>
      )}
      {props.hasVisit && (
        <Button id="end" look="quiet" onPress={() => session.leave()}>
          {t.bar.end}
        </Button>
      )}
    </nav>
  );
}
