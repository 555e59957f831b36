import { isIP } from 'node:net';

/** Whether a listening address can be reached from this machine only. A name other than `localhost` is not trusted to stay here. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (bare === 'localhost' || bare === '::1') return true;
  return isIP(bare) === 4 && bare.startsWith('127.');
}
