import type { ComponentChildren, JSX } from 'preact';
import { Button } from '../parts/button.tsx';
import { useSession, useWords } from '../parts/context.ts';
import { Dialog } from './dialog.tsx';

/** Type, contrast, reach and motion: each counts at once, and ends with the session. */
export function SettingsDialog(): JSX.Element {
  const session = useSession();
  const { t } = useWords();
  const settings = session.settings.value;
  return (
    <Dialog name="settings" role="dialog" title={t.settings.title} line={t.settings.reset}>
      <Row label={t.settings.type}>
        <Button
          id="type-1"
          isPressed={settings.type === '1'}
          onPress={() => session.set({ type: '1' })}
        >
          {t.settings.normal}
        </Button>
        <Button
          id="type-1.5"
          isPressed={settings.type === '1.5'}
          onPress={() => session.set({ type: '1.5' })}
        >
          {t.settings.large}
        </Button>
      </Row>
      <Row label={t.settings.contrast}>
        <Button
          id="contrast-normal"
          isPressed={settings.contrast === 'normal'}
          onPress={() => session.set({ contrast: 'normal' })}
        >
          {t.settings.normal}
        </Button>
        <Button
          id="contrast-high"
          isPressed={settings.contrast === 'high'}
          onPress={() => session.set({ contrast: 'high' })}
        >
          {t.settings.high}
        </Button>
      </Row>
      <Row label={t.settings.reach}>
        <Button
          id="reach-off"
          isPressed={settings.reach === 'off'}
          onPress={() => session.set({ reach: 'off' })}
        >
          {t.settings.normal}
        </Button>
        <Button
          id="reach-on"
          isPressed={settings.reach === 'on'}
          onPress={() => session.set({ reach: 'on' })}
        >
          {t.settings.low}
        </Button>
      </Row>
      <Row label={t.settings.motion}>
        <Button
          id="motion-on"
          isPressed={settings.motion === 'on'}
          onPress={() => session.set({ motion: 'on' })}
        >
          {t.settings.on}
        </Button>
        <Button
          id="motion-off"
          isPressed={settings.motion === 'off'}
          onPress={() => session.set({ motion: 'off' })}
        >
          {t.settings.off}
        </Button>
      </Row>
      <Button id="close" look="main" onPress={() => session.closeOverlay()}>
        {t.slip.close}
      </Button>
    </Dialog>
  );
}

function Row(props: { readonly label: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <fieldset class="setting">
      <legend>{props.label}</legend>
      <div class="choices">{props.children}</div>
    </fieldset>
  );
}
