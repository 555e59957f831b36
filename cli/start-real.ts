import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../contracts/fault.ts';
import { readConfiguration } from '../store/configuration-file.ts';
import { health } from '../test/simulators/shop-process.ts';
import type { Io } from './io.ts';
import { supervise } from './supervise.ts';

/**
 * Runs what shop.json names for this machine: central, the box, or both, each in a process of its own that is started anew when
 * it dies; with `kiosk`, the kiosk window beside them.
 */
export async function startReal(
  options: { readonly config: string; readonly kiosk: boolean },
  io: Io,
): Promise<number> {
  const path = resolve(io.cwd, options.config);
  const { central, daemon, venue } = await readConfiguration(path);
  if (central === undefined && daemon === undefined) {
    throw new Fault(
      'bad-configuration',
      `${options.config} names neither "central" nor "daemon": there is nothing to run on this machine`,
    );
  }
  const wanted = [
    ...(central === undefined ? [] : [{ name: 'central', port: central.http.port }]),
    ...(daemon === undefined ? [] : [{ name: 'daemon', port: daemon.http.port }]),
  ];
  // What cannot run at all takes the other one with it: half a shop that looks alive helps nobody.
  const half = new AbortController();
  const signal = AbortSignal.any([io.signal, half.signal]);
  const running = wanted.map(({ name, port }) => {
    const ended = supervise(name, [name, '--config', path], { ...io, signal }).then((code) => {
      if (code !== 0) half.abort();
      return code;
    });
    return { ended, ready: answers(port, signal) };
  });
  const opening = (async () => {
    const ready = await Promise.all(running.map((one) => one.ready));
    if (ready.includes(false)) return 0;
    io.err(`${venue.id} is open; pindan doctor --config ${options.config} shows every device`);
    return options.kiosk ? supervise('kiosk', ['kiosk', '--config', path], { ...io, signal }) : 0;
  })();
  const codes = await Promise.all(running.map(({ ended }) => ended));
  const failed = codes.find((code) => code !== 0);
  return failed ?? opening;
}

/** Whether a process came to answer before the signal. */
async function answers(port: number, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    if ((await health(port)) !== undefined) return true;
    await sleep(200);
  }
  return false;
}
