import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Fault } from '../../contracts/fault.ts';

/** Hashes loyalty cards with the venue's key. Card numbers never leave the box. */
export type CardHasher = (card: string) => string;

/**
 * Reads the venue's card key, or makes one at the first start (32 random bytes, mode 0600). All boxes of a venue need the same file,
 * or a shopper who comes to another kiosk is a stranger there.
 * @throws Fault `bad-configuration` where the file is there and holds no key
 */
export function openCardHasher(path: string): CardHasher {
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  }
  const key = readFileSync(path, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/.test(key)) {
    throw new Fault(
      'bad-configuration',
      `${path} does not hold a card key (64 hexadecimal digits): copy it from another box of the venue, or remove it to make a new one`,
    );
  }
  const secret = Buffer.from(key, 'hex');
  return (card) => createHmac('sha256', secret).update(card).digest('hex').slice(0, 32);
}
