import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { BrokerConfiguration } from '../../contracts/configuration.ts';
import { Fault } from '../../contracts/fault.ts';
import type { DeviceId } from '../../contracts/ids.ts';
import type { LinkOptions } from '../../mqtt/link.ts';

/**
 * How this box shows the broker who it is.
 * @param configDir what relative paths of the configuration are relative to
 * @throws Fault `bad-configuration` where the password file cannot be read
 */
export function brokerLogin(
  { username, passwordFile, tls }: BrokerConfiguration,
  configDir: string,
  dev: DeviceId,
): Pick<LinkOptions, 'username' | 'password' | 'tls'> {
  const at = (path: string): string => resolve(configDir, path);
  return {
    ...(passwordFile === undefined
      ? {}
      : { username: username ?? dev, password: readSecret(at(passwordFile)) }),
    ...(tls === undefined
      ? {}
      : {
          tls: {
            ...(tls.caFile === undefined ? {} : { caFile: at(tls.caFile) }),
            ...(tls.certFile === undefined ? {} : { certFile: at(tls.certFile) }),
            ...(tls.keyFile === undefined ? {} : { keyFile: at(tls.keyFile) }),
          },
        }),
  };
}

function readSecret(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new Fault(
      'bad-configuration',
      `broker.passwordFile: ${path} cannot be read; check the path and its mode`,
      { cause },
    );
  }
}
