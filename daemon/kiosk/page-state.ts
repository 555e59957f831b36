import type { Command } from './kiosk-commands.ts';
import { paintTimes, type PaintTimes } from './paint-times.ts';

/** What `/health` tells of a terminal's pages. */
export interface PageState {
  readonly connected: number;
  readonly everConnected: boolean;
  readonly lastScreen: string | undefined;
  readonly lastAtMs: number | undefined;
  readonly paint: PaintTimes;
}

/** What is remembered of a terminal's pages. */
export interface TerminalState {
  everConnected: boolean;
  lastScreen: string | undefined;
  lastAtMs: number | undefined;
  readonly paint: PaintTimes;
}

/** A terminal whose page has never been opened. */
export function newTerminal(onPainted?: (tookMs: number) => void): TerminalState {
  return {
    everConnected: false,
    lastScreen: undefined,
    lastAtMs: undefined,
    paint: paintTimes(onPainted),
  };
}

/** Takes over what a command says about the page itself. */
export function noteCommand(terminal: TerminalState, command: Command, nowMs: number): void {
  terminal.lastAtMs = nowMs;
  if (command.kind === 'painted') terminal.paint.painted(command.seq, nowMs);
  if (command.kind === 'alive') terminal.lastScreen = command.screen;
  if (command.kind === 'scan') terminal.paint.scanned(nowMs);
}
