import type { TerminalId } from '../../contracts/ids.ts';
import type { WaitCall } from '../../contracts/pairing.ts';
import type { Scan } from '../../contracts/scan.ts';
import type { KioskReply, KioskView } from '../../contracts/socket.ts';
import { type SlipPictures, slipPictures } from '../paper/slip-pictures.ts';
import { type Command, runCommand } from './kiosk-commands.ts';
import { type KioskOptions, KioskScreen } from './kiosk-screen.ts';

const CALLS_KEPT = 20;

/** The kiosk screens of this box: what people tap and scan in, what they see out. */
export class Kiosk {
  readonly #options: KioskOptions;
  readonly #pictures: SlipPictures = slipPictures();
  readonly #screens = new Map<TerminalId, KioskScreen>();
  #calls: readonly WaitCall[] = [];

  constructor(options: KioskOptions) {
    this.#options = options;
  }

  command(terminal: TerminalId, command: Command): Promise<KioskReply> {
    const screen = this.#screen(terminal);
    return screen.inTurn(() => runCommand(screen, command));
  }

  scanned(terminal: TerminalId, scan: Scan): Promise<void> {
    const screen = this.#screen(terminal);
    return screen.inTurn(() => screen.scan(scan));
  }

  /** A shopper who waits in the shop is called, on every screen. */
  called(call: WaitCall): void {
    const nowMs = this.#options.now();
    const others = this.#calls.filter((one) => one.visit !== call.visit && one.expiresAtMs > nowMs);
    this.#calls = [...others, call].slice(-CALLS_KEPT);
    this.#options.onChange();
  }

  view(terminal: TerminalId, seq: number): KioskView {
    return this.#screen(terminal).view(seq, this.#calls);
  }

  #screen(terminal: TerminalId): KioskScreen {
    const known = this.#screens.get(terminal);
    if (known !== undefined) return known;
    const screen = new KioskScreen(terminal, this.#options, this.#pictures);
    this.#screens.set(terminal, screen);
    return screen;
  }
}
