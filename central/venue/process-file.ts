import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Tells `pindan doctor` where to ask, and `pindan redeem` what to say there; gone when we end in good order. */
export function writeProcessFile(
  stateDir: string,
  running: { readonly port: number; readonly token: string },
): () => void {
  const path = join(stateDir, 'central.json');
  writeFileSync(path, `${JSON.stringify({ pid: process.pid, ...running })}\n`, { mode: 0o600 });
  chmodSync(path, 0o600);
  return () => rmSync(path, { force: true });
}
