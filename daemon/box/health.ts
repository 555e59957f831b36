import type { DeviceHealth, HealthReport } from '../../contracts/device-health.ts';
import type { Rooms } from './rooms.ts';
import type { PageState } from '../kiosk/page-state.ts';
import type { OutboxState } from '../central/outbox.ts';

/** A screen that was never opened is not broken; one that went away is. */
function kioskHealth(terminal: string, state: PageState): DeviceHealth {
  const isThere = state.connected > 0;
  return {
    id: terminal,
    role: 'kiosk',
    where: 'screen of this box',
    state: isThere ? 'open' : state.everConnected ? 'lost' : 'absent',
    ok: isThere || !state.everConnected,
    ...(state.lastScreen === undefined ? {} : { said: `shows ${state.lastScreen}` }),
    ...(state.lastAtMs === undefined ? {} : { saidAtMs: state.lastAtMs }),
    ...(isThere
      ? {}
      : {
          advice: state.everConnected
            ? 'the screen went away: look at its window, or start it with "pindan kiosk"'
            : 'no screen was opened yet: start it with "pindan kiosk"',
        }),
    statistics: {
      pages: state.connected,
      paints: state.paint.samples,
      scanToPaintP50Ms: state.paint.percentileMs(0.5),
      scanToPaintP95Ms: state.paint.percentileMs(0.95),
    },
  };
}

function storeHealth(path: string, outbox: OutboxState, slipsWaiting: number): DeviceHealth {
  const { rows, bytes, limitBytes, dropped, boot, isNearlyFull } = outbox;
  const share = Math.round((bytes / limitBytes) * 100);
  return {
    id: 'outbox',
    role: 'store',
    where: path,
    state: 'open',
    ok: !isNearlyFull,
    said:
      rows === 0
        ? 'empty: central has everything'
        : `${rows} messages wait for central, ${share} % full`,
    ...(isNearlyFull
      ? {
          advice:
            'central has been away for long: bring it back before the outbox is full and sales are left out',
        }
      : {}),
    statistics: { rows, bytes, limitBytes, dropped, boot, slipsWaiting },
  };
}

/** Which daemon a report is of. */
export type Reporter = Pick<HealthReport, 'id' | 'version' | 'upSinceMs'>;

/** How the box and everything at it is. */
export function boxHealth(rooms: Rooms, reporter: Reporter): HealthReport {
  const { devices, socket, central, outbox, slips, notices } = rooms;
  const reports = [
    ...devices.health(),
    ...rooms.terminals.map((terminal) => kioskHealth(terminal, socket.pages(terminal))),
    ...central.health(),
    storeHealth(rooms.store.path, outbox.state(), slips.waiting),
  ];
  return {
    process: 'daemon',
    ...reporter,
    ok: reports.every((device) => device.ok),
    devices: reports,
    notices: [...notices.all()],
  };
}
