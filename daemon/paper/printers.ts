import type { PrinterConfiguration } from '../../contracts/configuration.ts';
import type { DeviceHealth } from '../../contracts/device-health.ts';
import { Fault } from '../../contracts/fault.ts';
import type { PrinterProfile } from '../../contracts/printer-profile.ts';
import type { KioskView } from '../../contracts/socket.ts';
import type { openLink } from '../../hardware/link/link.ts';
import { addressText } from '../../hardware/link/address.ts';
import { openPrinter } from '../../hardware/printer/printer.ts';
import { isHeldUp, printerAdvice } from '../../hardware/printer/status.ts';
import { slipJob } from '../../hardware/slip/layout.ts';
import type { Notices } from '../../service/notices.ts';
import type { SlipPrinter } from './slips.ts';

export interface PrinterOptions {
  readonly notices: Notices;
  readonly now: () => number;
  /** Paper, cover or link changed: jobs that wait may go, screens look again. */
  readonly onChange: () => void;
  /** How the link is made; tests give one that is not a cable. */
  readonly openLink?: typeof openLink;
}

export interface PrinterDevice extends SlipPrinter {
  readonly profile: PrinterProfile;
  /** In the words of a kiosk screen. */
  readonly condition: KioskView['printer'];
  health(): DeviceHealth;
  close(): Promise<void>;
}

/** Holds one receipt printer open for ever. */
export function openPrinterDevice(
  configuration: PrinterConfiguration,
  options: PrinterOptions,
): PrinterDevice {
  const { id, profile } = configuration;
  let why: string | undefined;
  let said: { readonly text: string; readonly atMs: number } | undefined;
  const printer = openPrinter(configuration.link, {
    profile,
    clock: options.now,
    ...(options.openLink === undefined ? {} : { openLink: options.openLink }),
    onState: (state, fault) => {
      if (state.link === 'open') {
        why = undefined;
        said = { text: describe(state), atMs: options.now() };
        const advice = printerAdvice(state);
        if (advice !== undefined) options.notices.add('printer-fault', `printer ${id}: ${advice}`);
      }
      if (fault !== undefined) {
        why = fault.message;
        options.notices.add(fault.code, `printer ${id}: ${fault.message}`);
      }
      options.onChange();
    },
  });

  return {
    id,
    profile,
    get isReady() {
      return printer.state.link === 'open' && !isHeldUp(printer.state);
    },
    get condition() {
      const { state } = printer;
      if (state.link !== 'open') return 'offline';
      if (state.cover === 'open') return 'cover-open';
      if (state.paper === 'out') return 'paper-out';
      if (isHeldUp(state)) return 'offline';
      return state.paper === 'near-end' ? 'near-end' : 'ready';
    },
    async print(slip) {
      try {
        return await printer.printSlip(await slipJob(slip, profile));
      } catch (cause) {
        if (!(cause instanceof Fault)) throw cause;
        options.notices.add(cause.code, `printer ${id}: ${cause.message}`);
        return 'not-sent';
      }
    },
    health() {
      const { state, statistics } = printer;
      const advice = state.link === 'open' ? printerAdvice(state) : why;
      return {
        id,
        role: 'printer',
        where: addressText(configuration.link),
        state: state.link,
        ok: state.link === 'open' && !isHeldUp(state),
        ...(said === undefined ? {} : { said: said.text, saidAtMs: said.atMs }),
        ...(advice === undefined ? {} : { advice }),
        statistics: { ...printer.link.statistics, ...statistics },
      };
    },
    close: () => printer.close(),
  };
}

function describe(state: {
  readonly paper: string;
  readonly cover: string;
  readonly capability: string;
}): string {
  return `paper ${state.paper}, cover ${state.cover}, answers: ${state.capability}`;
}
