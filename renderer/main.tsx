import { effect } from '@preact/signals';
import { render } from 'preact';
import { App } from './app.tsx';
import { patienceOf } from './screens/screens.tsx';
import { addressOf } from './session/address.ts';
import { afterPaint } from './session/painted.ts';
import { chime } from './session/chime.ts';
import { moveFocus } from './session/focus.ts';
import { KioskLink } from './session/link.ts';
import { openSocket } from './session/socket.ts';
import { Session } from './session/session.ts';

const TICK_MS = 1000;
const ALIVE_MS = 5000;

const session: Session = new Session({
  send: (command) => link.send(command),
  patienceOf,
  clock: () => performance.now(),
  onChime: chime,
});

const link = new KioskLink({
  address: () => addressOf(window.location, window.pindan),
  open: openSocket,
  onView: (view) => {
    session.onView(view);
    afterPaint(() => void link.send({ kind: 'painted', seq: view.seq }));
  },
  onState: (state) => session.onLink(state),
  later: (run, afterMs) => {
    const timer = setTimeout(run, afterMs);
    return () => clearTimeout(timer);
  },
  random: Math.random,
});

const root = document.querySelector('#kiosk');
if (root === null) throw new Error('index.html has lost its #kiosk');
if (window.pindan !== undefined) document.documentElement.dataset['shell'] = 'electron';
render(<App session={session} />, root);

for (const kind of ['pointerdown', 'keydown'] as const) {
  document.addEventListener(kind, () => session.resetIdle(), { capture: true });
}
document.addEventListener('keydown', (event) => moveFocus(event, document));
for (const kind of ['contextmenu', 'dragstart', 'drop', 'dragover'] as const) {
  document.addEventListener(kind, (event) => event.preventDefault());
}

setInterval(() => session.tick(), TICK_MS);
setInterval(() => {
  const { kind } = session.screen.value;
  window.pindan?.alive(kind);
  void link.send({ kind: 'alive', screen: kind });
}, ALIVE_MS);
let isWarned = false;
effect(() => {
  const isWarning = session.idle.value.kind === 'warning';
  if (isWarning && !isWarned) chime();
  isWarned = isWarning;
});
link.start();
