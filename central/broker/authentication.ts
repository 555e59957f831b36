import type { AedesOptions, Client } from 'aedes';
import type { Peer } from './acl.ts';
import type { Credentials } from './credentials.ts';
import { isSameSecret } from '../../service/same-secret.ts';
import type { Log } from '../../service/log.ts';

export interface DoorCounters {
  refusedConnections: number;
}

export interface DoorOptions {
  readonly credentials: Credentials;
  /** The secret by which central itself is known, made at this start. */
  readonly ownPassword: string;
  readonly peers: WeakMap<object, Peer>;
  readonly counters: DoorCounters;
  readonly log: Log;
}

/**
 * Who may come in: central by its secret; with credentials, each box under its own name, which must also be its client id;
 * without any, everybody, which is why such a broker listens on loopback alone.
 * Source: docs/rules.md#rights.
 */
export function authenticator(options: DoorOptions): NonNullable<AedesOptions['authenticate']> {
  return (client, username, password, done) => {
    void letIn(options, client, username, password).then((isIn) =>
      // Out of the promise, so that what the broker throws is not taken for a failed check.
      setImmediate(done, null, isIn),
    );
  };
}

/** Total: a check that fails lets nobody in. */
async function letIn(
  options: DoorOptions,
  client: Client,
  username: string | undefined,
  password: Buffer | undefined,
): Promise<boolean> {
  let verdict: Verdict;
  try {
    verdict = await identify(options, client, username, password?.toString('utf8') ?? '');
  } catch {
    verdict = { kind: 'refused', why: 'its secret could not be checked' };
  }
  if (verdict.kind === 'refused') {
    options.counters.refusedConnections += 1;
    options.log.warn({ client: client.id }, `the broker refused a connection: ${verdict.why}`);
    return false;
  }
  options.peers.set(client, verdict);
  return true;
}

type Verdict = Peer | { readonly kind: 'refused'; readonly why: string };

async function identify(
  options: DoorOptions,
  client: Client,
  username: string | undefined,
  secret: string,
): Promise<Verdict> {
  if (client.id === 'central' || username === 'central') {
    return isSameSecret(secret, options.ownPassword)
      ? { kind: 'central' }
      : { kind: 'refused', why: 'the name central is taken' };
  }
  if (options.credentials.count === 0) return { kind: 'local' };
  if (username === undefined || username !== client.id) {
    return {
      kind: 'refused',
      why: 'user name and client id must both be the name of the box',
    };
  }
  return (await options.credentials.accepts(username, secret))
    ? { kind: 'box', box: username }
    : { kind: 'refused', why: 'unknown box or wrong secret' };
}
