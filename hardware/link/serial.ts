import { SerialPort } from 'serialport';
import { Fault } from '../../contracts/fault.ts';
import type { LinkAddress } from '../../contracts/configuration.ts';
import { holdersText, portHolders } from './port-owner.ts';
import type { OpenWire, Wire, WireHandlers } from './wire.ts';

type SerialAddress = Extract<LinkAddress, { kind: 'serial' }>;

/**
 * Opens a serial port with a fresh port object: a port that was lost is never reused. `hupcl: false` keeps DTR up on close,
 * because dropping it resets some printers. Exclusive by flock; a holder is named with its PID where `/proc` tells.
 * Source: docs/facts/ports.md#exclusive-open, docs/facts/ports.md#dtr.
 */
export function serialWire(address: SerialAddress): OpenWire {
  return async (handlers, signal) => {
    signal.throwIfAborted();
    const port = new SerialPort({
      path: address.path,
      baudRate: address.baudRate,
      dataBits: address.dataBits,
      parity: address.parity,
      stopBits: address.stopBits,
      rtscts: address.flow === 'rtscts',
      xon: address.flow === 'xonxoff',
      xoff: address.flow === 'xonxoff',
      hupcl: false,
      lock: true,
      autoOpen: false,
    });
    await openPort(port, address.path);
    return wireOf(port, handlers);
  };
}

async function openPort(port: SerialPort, path: string): Promise<void> {
  const problem = await new Promise<Error | null>((resolve) => {
    port.open((error) => resolve(error));
  });
  if (problem === null) return;
  port.destroy();
  throw await openFault(problem, path);
}

async function openFault(problem: Error, path: string): Promise<Fault> {
  const text = problem.message;
  if (/lock|busy|temporarily unavailable/i.test(text)) {
    const holders = (await portHolders(path)).filter((holder) => holder.pid !== process.pid);
    return new Fault(
      'port-busy',
      `${path}: in use by ${holdersText(holders)}; stop it or give this device another port`,
      { cause: problem },
    );
  }
  if (/permission|access denied/i.test(text)) {
    return new Fault(
      'port-unavailable',
      `${path}: no permission; add the user of pindan to the group dialout and log in again`,
      { cause: problem },
    );
  }
  if (/no such file|cannot find|not found/i.test(text)) {
    return new Fault(
      'port-unavailable',
      `${path}: not there; plug the device in or correct the path`,
      { cause: problem },
    );
  }
  return new Fault('port-unavailable', `${path}: cannot open (${text})`, { cause: problem });
}

function wireOf(port: SerialPort, handlers: WireHandlers): Wire {
  let ended = false;
  const lose = (cause: Error): void => {
    if (ended) return;
    ended = true;
    port.destroy();
    handlers.onLost(cause);
  };
  port.on('data', (chunk: Buffer) => {
    if (!ended) handlers.onBytes(chunk);
  });
  // A pulled adapter shows as `close` with `disconnected`, a broken write as `error`; either way this object is finished.
  port.on('close', (cause?: Error | null) => lose(cause ?? new Error('the port closed')));
  port.on('error', lose);
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        port.write(Buffer.from(bytes), (error) => (error ? reject(error) : resolve()));
      }),
    close: () =>
      new Promise((resolve) => {
        ended = true;
        if (!port.isOpen) return resolve();
        port.close(() => resolve());
      }),
  };
}
