import { randomBytes } from 'node:crypto';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Makes this start's token for kiosk pages and leaves it where only our own user can read it. */
export function writeKioskToken(stateDir: string): string {
  const token = randomBytes(16).toString('hex');
  writeOwnFile(join(stateDir, 'kiosk-token'), `${token}\n`);
  return token;
}

/** Says to `pindan doctor` and the shell that a daemon runs here, and on which port. */
export function writeRunning(stateDir: string, port: number): void {
  writeOwnFile(join(stateDir, 'daemon.json'), `${JSON.stringify({ pid: process.pid, port })}\n`);
}

/** A later reader must not take a daemon that is gone for one that runs. */
export function removeRunning(stateDir: string): void {
  rmSync(join(stateDir, 'daemon.json'), { force: true });
  rmSync(join(stateDir, 'kiosk-token'), { force: true });
}

function writeOwnFile(path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o600 });
  // The mode above counts only for a new file.
  chmodSync(path, 0o600);
}
