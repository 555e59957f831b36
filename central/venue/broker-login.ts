import { readFileSync } from 'node:fs';
import type { ShopConfiguration } from '../../contracts/configuration.ts';
import { Fault } from '../../contracts/fault.ts';
import type { LinkOptions } from '../../mqtt/link.ts';

type Connection = Pick<LinkOptions, 'url' | 'username' | 'password' | 'tls'>;
type Tls = NonNullable<LinkOptions['tls']>;

/** Files of the broker section, relative to the configuration like all paths. */
export function tlsFiles(
  tls: ShopConfiguration['broker']['tls'],
  at: (path: string) => string,
): { readonly tls?: Tls } {
  if (tls === undefined) return {};
  const { caFile, certFile, keyFile } = tls;
  return {
    tls: {
      ...(caFile === undefined ? {} : { caFile: at(caFile) }),
      ...(certFile === undefined ? {} : { certFile: at(certFile) }),
      ...(keyFile === undefined ? {} : { keyFile: at(keyFile) }),
    },
  };
}

/** How to reach a broker that is not ours. */
export function brokerLogin(
  { url, username, passwordFile, tls }: ShopConfiguration['broker'],
  at: (path: string) => string,
): Connection {
  return {
    url,
    ...(username === undefined ? {} : { username }),
    ...(passwordFile === undefined ? {} : { password: readSecret(at(passwordFile)) }),
    ...tlsFiles(tls, at),
  };
}

function readSecret(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new Fault(
      'bad-configuration',
      `broker.passwordFile: cannot read ${path}: check the path and who may read it`,
      { cause },
    );
  }
}
