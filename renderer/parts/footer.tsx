import type { JSX } from 'preact';
import { messagesIn, SCREEN_LANGUAGES } from '../i18n/words.ts';
import type { Place, Screen } from '../session/screen.ts';
import { Button } from './button.tsx';
import { useSession } from './context.ts';
import { Icon } from './icons.tsx';

/** Where the arrow leads from a screen; undefined = there is nothing to go back to. */
function backFrom(screen: Screen): Place | undefined {
  switch (screen.kind) {
    case 'identify':
    case 'items':
    case 'add':
    case 'wishes':
    case 'offers':
    case 'phrases':
      return { kind: 'home' };
    case 'keypad':
      return { kind: 'identify' };
    case 'detail':
      return { kind: screen.visit.suggestions.length > 1 ? 'offers' : 'home' };
    case 'offline':
    case 'attract':
    case 'wait-slip':
    case 'basket':
    case 'waiting':
    case 'matched':
    case 'ended':
      return undefined;
  }
}

/** The bottom of every screen: language, display, back, and the end that forgets everything. */
export function Footer(): JSX.Element {
  const session = useSession();
  const { t } = session;
  const screen = session.screen.value;
  const settings = session.settings.value;
  const language = session.language.value;
  const back = backFrom(screen);
  const hasVisit = 'visit' in screen;
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
      {screen.kind === 'attract' && (
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
        onPress={() => session.lay({ kind: 'settings' })}
      >
        <Icon name="settings" />
      </Button>
      <span class="footer-room" />
      {back !== undefined && (
        <Button id="back" look="quiet" label={t.bar.back} onPress={() => session.go(back)}>
          <Icon name="back" />
        </Button>
      )}
      {hasVisit && (
        <Button id="end" look="quiet" onPress={() => session.leave()}>
          {t.bar.end}
        </Button>
      )}
    </nav>
  );
}
