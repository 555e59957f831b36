import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** What a page needs to reach the daemon of this machine. */
export interface KioskAddress {
  readonly port: number;
  readonly token: string;
  readonly terminal: string;
}

const DaemonFile = z.object({ port: z.number().int().min(1).max(65_535) });

/** Reads where the daemon listens and the token of its present start, from its state folder; undefined while none runs. */
export function readKioskAddress(stateDir: string, terminal: string): KioskAddress | undefined {
  try {
    const { port } = DaemonFile.parse(
      JSON.parse(readFileSync(join(stateDir, 'daemon.json'), 'utf8')),
    );
    const token = readFileSync(join(stateDir, 'kiosk-token'), 'utf8').trim();
    return { port, token, terminal };
  } catch {
    // No file, or half a file: the daemon is starting or gone. Whoever asks, asks again.
    return undefined;
  }
}
