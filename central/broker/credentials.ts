import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { z } from 'zod';
import { Fault } from '../../contracts/fault.ts';
import { DeviceId } from '../../contracts/ids.ts';

const scryptAsync = promisify<string, Buffer, number, Buffer>(scrypt);
const HASH_BYTES = 32;

const DevicesFile = z.strictObject({
  devices: z.record(
    DeviceId,
    z.strictObject({
      salt: z.string().regex(/^[0-9a-f]{32}$/),
      hash: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});

/** The shop boxes that may use the embedded broker, by user name. No secret is kept, only its scrypt hash. */
export interface Credentials {
  readonly count: number;
  /** Constant-time for a wrong secret of a known device. */
  accepts(device: string, secret: string): Promise<boolean>;
}

/** Where the embedded broker's devices are kept. */
function devicesPath(stateDir: string): string {
  return `${stateDir}/devices.json`;
}

/**
 * Reads the devices that may connect; no file means none.
 * @throws Fault `bad-configuration` where the file is not what `pindan central --add-device` writes
 */
export function readCredentials(stateDir: string): Credentials {
  const { devices } = readDevices(devicesPath(stateDir));
  const byName = new Map(Object.entries(devices));
  return {
    count: byName.size,
    async accepts(device, secret) {
      const known = byName.get(device);
      if (known === undefined) return false;
      const hash = await scryptAsync(secret, Buffer.from(known.salt, 'hex'), HASH_BYTES);
      return timingSafeEqual(hash, Buffer.from(known.hash, 'hex'));
    },
  };
}

/**
 * Gives a shop box a new secret, replacing an older one, and returns it: the only time that it can be seen.
 * Source: docs/rules.md#device-secret.
 */
export async function addDevice(stateDir: string, device: DeviceId): Promise<string> {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const path = devicesPath(stateDir);
  const file = readDevices(path);
  const secret = randomBytes(32).toString('base64url');
  const salt = randomBytes(16);
  const hash = await scryptAsync(secret, salt, HASH_BYTES);
  const devices = {
    ...file.devices,
    [device]: { salt: salt.toString('hex'), hash: hash.toString('hex') },
  };
  const next = `${path}.next`;
  writeFileSync(next, `${JSON.stringify({ devices }, undefined, 2)}\n`, { mode: 0o600 });
  chmodSync(next, 0o600);
  renameSync(next, path);
  return secret;
}

function readDevices(path: string): z.infer<typeof DevicesFile> {
  if (!existsSync(path)) return { devices: {} };
  try {
    return DevicesFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new Fault(
      'bad-configuration',
      `${path} is not a list of devices: move it away and add the shop boxes again with "pindan central --add-device NAME"`,
      { cause },
    );
  }
}
