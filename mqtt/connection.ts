import { readFileSync } from 'node:fs';
import type { IClientOptions } from 'mqtt';
import { Fault } from '../contracts/fault.ts';
import type { Sealed } from './sealed.ts';

/** How to reach a broker, and as whom. */
export interface ConnectionOptions {
  /** `mqtt://`, `mqtts://` or `embedded://host:port` (central's own broker, plain MQTT to a client). */
  readonly url: string;
  readonly clientId: string;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: {
    readonly caFile?: string;
    readonly certFile?: string;
    readonly keyFile?: string;
  };
  readonly will?: Sealed;
  readonly keepaliveSeconds?: number;
}

/** What mqtt.js connects to. */
export function brokerUrl(url: string): string {
  return url.replace(/^embedded:/, 'mqtt:');
}

/** mqtt.js without what it would do by itself: no reconnecting, no resubscribing, no queue. */
export function clientOptions(options: ConnectionOptions): IClientOptions {
  const { tls, will, username, password } = options;
  return {
    clientId: options.clientId,
    protocolVersion: 4,
    clean: false,
    keepalive: options.keepaliveSeconds ?? 20,
    connectTimeout: 10_000,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls?.caFile === undefined ? {} : { ca: readFileSync(tls.caFile) }),
    ...(tls?.certFile === undefined ? {} : { cert: readFileSync(tls.certFile) }),
    ...(tls?.keyFile === undefined ? {} : { key: readFileSync(tls.keyFile) }),
    ...(will === undefined
      ? {}
      : { will: { topic: will.topic, payload: will.bytes, qos: will.qos, retain: will.retain } }),
  };
}

/** A connection that failed or broke, with what to do about it. */
export function brokerFault(url: string, cause: Error | undefined, retryAfterMs?: number): Fault {
  const reason = cause === undefined ? 'the connection was closed' : cause.message || cause.name;
  // Codes 1 to 5 of a 3.1.1 CONNACK are refusals: wrong version, client id, user or password.
  const isRefusal = cause !== undefined && 'code' in cause && typeof cause.code === 'number';
  return new Fault(
    isRefusal ? 'broker-refused' : 'broker-unreachable',
    isRefusal
      ? `the broker ${url} refuses us: ${reason}; check user name, password file and client id`
      : `the broker ${url} cannot be reached: ${reason}; check that it runs and that address and port are right`,
    { cause, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
  );
}
