import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { BrokerConfiguration } from '../contracts/configuration.ts';
import { Fault } from '../contracts/fault.ts';
import type { LinkOptions } from './link.ts';

/** What a link needs of the broker section besides its address. */
export type BrokerLogin = Pick<LinkOptions, 'username' | 'password' | 'tls'>;

/**
 * The login of the broker section: the password is read, and paths are relative to the configuration, like all paths.
 * @throws Fault `bad-configuration` where the password's file cannot be read
 */
export function brokerLogin(
  { username, passwordFile, tls }: BrokerConfiguration,
  configDir: string,
): BrokerLogin {
  const password =
    passwordFile === undefined ? undefined : readSecret(resolve(configDir, passwordFile));
  return {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...tlsFiles(tls, configDir),
  };
}

/** The files of a secured connection, as absolute paths; nothing where there are none. */
export function tlsFiles(
  tls: BrokerConfiguration['tls'],
  configDir: string,
): Pick<LinkOptions, 'tls'> {
  if (tls === undefined) return {};
  const { caFile, certFile, keyFile } = tls;
  const at = (path: string): string => resolve(configDir, path);
  return {
    tls: {
      ...(caFile === undefined ? {} : { caFile: at(caFile) }),
      ...(certFile === undefined ? {} : { certFile: at(certFile) }),
      ...(keyFile === undefined ? {} : { keyFile: at(keyFile) }),
    },
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
