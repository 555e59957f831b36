import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { z } from 'zod';
import { Fault } from '../../contracts/fault.ts';
import { BoxId } from '../../contracts/ids.ts';

const scryptAsync = promisify<string, Buffer, number, Buffer>(scrypt);
const HASH_BYTES = 32;

const BoxesFile = z.strictObject({
  devices: z.record(
    BoxId,
    z.strictObject({
      salt: z.string().regex(/^[0-9a-f]{32}$/),
      hash: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});

/** The boxes that may use the embedded broker, by user name. No secret is kept, only its scrypt hash. */
export interface Credentials {
  readonly count: number;
  /** Constant-time for a wrong secret of a known box. */
  accepts(box: string, secret: string): Promise<boolean>;
}

/** The file of the boxes that may connect. Its name and its key say `devices`; files in use do too, so that stays. */
function boxesPath(stateDir: string): string {
  return `${stateDir}/devices.json`;
}

/**
 * Reads the boxes that may connect; no file means none.
 * @throws Fault `bad-configuration` where the file is not what `pindan central --add-device` writes
 */
export function readCredentials(stateDir: string): Credentials {
  const { devices } = readBoxes(boxesPath(stateDir));
  const byName = new Map(Object.entries(devices));
  return {
    count: byName.size,
    async accepts(box, secret) {
      const known = byName.get(box);
      if (known === undefined) return false;
      const hash = await scryptAsync(secret, Buffer.from(known.salt, 'hex'), HASH_BYTES);
      return timingSafeEqual(hash, Buffer.from(known.hash, 'hex'));
    },
  };
}

/**
 * Gives a box a new secret, replacing an older one, and returns it: the only time that it can be seen.
 * Source: docs/rules.md#device-secret.
 */
export async function addBox(stateDir: string, box: BoxId): Promise<string> {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const path = boxesPath(stateDir);
  const file = readBoxes(path);
  const secret = randomBytes(32).toString('base64url');
  const salt = randomBytes(16);
  const hash = await scryptAsync(secret, salt, HASH_BYTES);
  const devices = {
    ...file.devices,
    [box]: { salt: salt.toString('hex'), hash: hash.toString('hex') },
  };
  const next = `${path}.next`;
  writeFileSync(next, `${JSON.stringify({ devices }, undefined, 2)}\n`, { mode: 0o600 });
  chmodSync(next, 0o600);
  renameSync(next, path);
  return secret;
}

function readBoxes(path: string): z.infer<typeof BoxesFile> {
  if (!existsSync(path)) return { devices: {} };
  try {
    return BoxesFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new Fault(
      'bad-configuration',
      `${path} is not a list of boxes: move it away and add the boxes again with "pindan central --add-device NAME"`,
      { cause },
    );
  }
}
