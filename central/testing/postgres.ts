import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { accepts, freePort } from './processes.ts';

/** Where PostgreSQL's programs are, and as whom they may run: it refuses root. */
export interface PostgresPrograms {
  readonly bin: string;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
}

export interface PostgresServer {
  connection(database: string): { host: string; port: number; user: string; database: string };
  createDatabase(name: string): Promise<void>;
  stop(): Promise<void>;
}

/** PostgreSQL as Debian installs it; undefined where there is none, or no one to run it as. */
export function findPostgres(): PostgresPrograms | undefined {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return undefined;
  const bin = readdirSync(root)
    .map((version) => join(root, version, 'bin'))
    .findLast((path) => existsSync(join(path, 'initdb')));
  if (bin === undefined) return undefined;
  if (process.getuid?.() !== 0) return { bin, uid: undefined, gid: undefined };
  const id = (flag: string): number =>
    Number(spawnSync('id', [flag, 'postgres']).stdout?.toString().trim() || Number.NaN);
  const [uid, gid] = [id('-u'), id('-g')];
  return Number.isInteger(uid) && Number.isInteger(gid) ? { bin, uid, gid } : undefined;
}

/** A PostgreSQL of our own on a free loopback port, in a folder that goes with it. */
export async function startPostgres({ bin, uid, gid }: PostgresPrograms): Promise<PostgresServer> {
  const dir = mkdtempSync(join(tmpdir(), 'pindan-postgres-'));
  if (uid !== undefined && gid !== undefined) chownSync(dir, uid, gid);
  const who = uid === undefined || gid === undefined ? {} : { uid, gid };
  const data = join(dir, 'data');
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'pindan', '--auth=trust', '-N', '-E', 'UTF8'],
    {
      ...who,
      cwd: dir,
      stdio: 'ignore',
    },
  );
  const port = await freePort();
  const settings = ['-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${dir}`];
  // Its folder goes with it, so nothing needs to be on disk: with fsync its last checkpoint took half a minute on a busy machine.
  settings.push('-c', 'fsync=off');
  const server = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...settings], {
    ...who,
    cwd: dir,
    stdio: 'ignore',
  });
  const gone = new Promise<void>((resolve) => void server.once('exit', () => resolve()));
  await accepts(port);
  const connection = (database: string) => ({ host: '127.0.0.1', port, user: 'pindan', database });
  return {
    connection,
    async createDatabase(name) {
      const client = await connected(connection('postgres'));
      await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
      await client.end();
    },
    async stop() {
      // SIGTERM lets sessions that are just saying goodbye do so; SIGINT ends those that do not, and goes.
      server.kill('SIGTERM');
      const hurry = setTimeout(() => server.kill('SIGINT'), 2000);
      await gone;
      clearTimeout(hurry);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** It listens a moment before it lets anybody in. */
async function connected(to: ConstructorParameters<typeof Client>[0]): Promise<Client> {
  for (let tries = 0; ; tries += 1) {
    const client = new Client(to);
    try {
      await client.connect();
      return client;
    } catch (cause) {
      if (tries >= 200) throw cause;
      await new Promise((resolve) => void setTimeout(resolve, 50));
    }
  }
}
