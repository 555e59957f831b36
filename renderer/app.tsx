import type { JSX } from 'preact';
import { useEffect, useErrorBoundary, useLayoutEffect } from 'preact/hooks';
import { ConfirmCancel } from './overlays/confirm-cancel.tsx';
import { SettingsDialog } from './overlays/settings.tsx';
import { SlipDialog } from './overlays/slip.tsx';
import { TimeoutDialog } from './overlays/timeout.tsx';
import { SessionContext, useSession } from './parts/context.ts';
import { Footer } from './parts/footer.tsx';
import { backFrom, drawScreen, SCREENS } from './screens/screens.tsx';
import type { Screen } from './session/screen.ts';
import type { Session } from './session/session.ts';
import { applySettings } from './session/settings.ts';

/** The whole page: one screen, what lies over it, and the bottom row that is on every screen. */
export function App(props: { readonly session: Session }): JSX.Element {
  // A screen that cannot be drawn is begun anew: the next person finds the attract screen, never a broken one.
  const [error, retry] = useErrorBoundary(() => props.session.leave());
  useEffect(() => {
    if (error !== undefined) retry();
  }, [error]);
  return (
    <SessionContext.Provider value={props.session}>
      {error === undefined && <Frame />}
    </SessionContext.Provider>
  );
}

function Frame(): JSX.Element {
  const session = useSession();
  const screen = session.screen.value;
  const settings = session.settings.value;
  const language = session.language.value;
  const overlay = <Over screen={screen} />;
  useLayoutEffect(() => {
    applySettings(document.documentElement, settings, language);
  }, [settings, language]);
  useEffect(() => {
    document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
  }, [screen.kind]);
  const isCovered = isOver(session, screen);
  return (
    <div class="kiosk">
      <div class="frame" inert={isCovered}>
        <Banners screen={screen} />
        {drawScreen(screen)}
        <Footer
          back={backFrom(screen)}
          hasDisplayButtons={SCREENS[screen.kind].hasDisplayButtons === true}
          hasVisit={'visit' in screen}
        />
      </div>
      {overlay}
      <Notice />
    </div>
  );
}

function isOver(session: Session, screen: Screen): boolean {
  if (session.idle.value.kind === 'warning') return true;
  const { kind } = session.overlay.value;
  if (kind === 'slip') return screen.kind === 'detail';
  if (kind === 'confirm-cancel') return screen.kind === 'matched';
  return kind === 'settings';
}

/** A dialog stands only over the screen that it belongs to: when that has gone, so has the question. */
function Over(props: { readonly screen: Screen }): JSX.Element | null {
  const session = useSession();
  const { screen } = props;
  const idle = session.idle.value;
  if (idle.kind === 'warning') return <TimeoutDialog leftMs={idle.leftMs} />;
  const overlay = session.overlay.value;
  switch (overlay.kind) {
    case 'none':
      return null;
    case 'settings':
      return <SettingsDialog />;
    case 'slip':
      return screen.kind === 'detail' ? (
        <SlipDialog svg={overlay.svg} suggestion={screen.suggestion} />
      ) : null;
    case 'confirm-cancel':
      return screen.kind === 'matched' ? <ConfirmCancel pairing={screen.pairing} /> : null;
  }
}

/** Trouble that the person at the screen should know of. */
function Banners(props: { readonly screen: Screen }): JSX.Element | null {
  const { t } = useSession();
  const { screen } = props;
  if (!('view' in screen)) return null;
  const { ownBanners } = SCREENS[screen.kind];
  const first = screen.view.banners.find((banner) => ownBanners?.includes(banner) !== true);
  if (first === undefined) return null;
  return (
    <p class="banner" role="status" data-testid="banner">
      {t.banners[first]}
    </p>
  );
}

/** The one line about what just happened; always in the page, so that readers announce its changes. */
function Notice(): JSX.Element {
  const session = useSession();
  const notice = session.notice.value;
  return (
    <div
      class={notice === undefined ? 'notice' : `notice is-${notice.tone}`}
      role="status"
      data-testid="notice"
    >
      {notice?.text(session.t, session.language.value)}
    </div>
  );
}
