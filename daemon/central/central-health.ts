import type { DeviceHealth } from '../../contracts/device-health.ts';
import type { LinkState } from '../../mqtt/link.ts';
import type { CentralWatch } from './central-watch.ts';

export function brokerHealth(
  url: string,
  state: LinkState,
  counts: Readonly<Record<string, number>>,
): DeviceHealth {
  const base = { id: 'broker', role: 'broker', where: url, statistics: { ...counts } } as const;
  switch (state.kind) {
    case 'online':
      return { ...base, state: 'open', ok: true };
    case 'connecting':
      return { ...base, state: 'opening', ok: false, advice: 'connecting' };
    case 'offline':
      return { ...base, state: 'lost', ok: false, advice: state.fault.message };
  }
}

export function centralHealth(
  brokerUrl: string,
  isOnline: boolean,
  watch: CentralWatch,
  statistics: Readonly<Record<string, number>>,
): DeviceHealth {
  const { last } = watch;
  return {
    id: 'central',
    role: 'central',
    where: brokerUrl,
    state: isOnline ? 'open' : 'absent',
    ok: isOnline,
    ...(last === undefined
      ? {}
      : {
          said: `${last.presence.state}, version ${last.presence.version}`,
          saidAtMs: last.atMs,
        }),
    ...(isOnline
      ? {}
      : {
          advice:
            'central is not heard from: start it with "pindan central"; sales wait safely in the outbox meanwhile',
        }),
    statistics: { ...statistics, clockOffsetMs: watch.clockOffsetMs },
  };
}
