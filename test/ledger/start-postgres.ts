import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A PostgreSQL of its own on a free port of the loopback, in a directory that is gone afterwards. */
export interface Postgres {
  readonly port: number;
  readonly directory: string;
  /** A new, empty database. */
  readonly createDatabase: () => string;
  readonly urlOf: (database: string, at?: { port?: number; user?: string }) => string;
  /** Runs SQL as the owner. */
  readonly run: (database: string, sql: string) => string;
  readonly stop: (mode: 'fast' | 'immediate') => void;
  readonly start: () => void;
  readonly close: () => void;
}

export interface Bouncer {
  readonly port: number;
  readonly close: () => void;
}

/** The server refuses root, so that root lends it a user who may do nothing. */
const nobody = 65_534;
const user = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};

function findBinaries(): string {
  const versions = '/usr/lib/postgresql';
  const newest =
    existsSync(versions) &&
    readdirSync(versions)
      .sort((a, b) => Number(a) - Number(b))
      .at(-1);
  if (!newest || !existsSync('/usr/sbin/pgbouncer'))
    throw new Error(
      'npm run ledger-test takes PostgreSQL and PgBouncer: apt-get install --no-install-recommends postgresql pgbouncer',
    );
  return path.join(versions, newest, 'bin');
}

export async function startPostgres(): Promise<Postgres> {
  const binaries = findBinaries();
  const directory = makeDirectory();
  const data = path.join(directory, 'data');
  const port = await findFreePort();
  const call = (program: string, args: readonly string[]) =>
    execFileSync(path.join(binaries, program), args, {
      ...user,
      cwd: directory,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  call('initdb', [
    '--pgdata',
    data,
    '--username',
    'owner',
    '--auth',
    'trust',
    '--encoding',
    'UTF8',
    '--no-sync',
  ]);
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${directory} -c max_connections=200`;
  const control = (...args: string[]) =>
    execFileSync(path.join(binaries, 'pg_ctl'), ['--pgdata', data, '--wait', ...args], {
      ...user,
      cwd: directory,
      stdio: 'ignore',
    });
  const start = () => void control('--log', path.join(directory, 'log'), '--options', options, 'start');
  const stop = (mode: 'fast' | 'immediate') => void control('--mode', mode, 'stop');
  const run = (database: string, sql: string) =>
    String(
      call('psql', [
        ...['--no-psqlrc', '--tuples-only', '--no-align', '--set', 'ON_ERROR_STOP=1'],
        ...['--host', '127.0.0.1', '--port', `${port}`, '--username', 'owner', '--command', sql, database],
      ]),
    ).trim();
  start();
  let databases = 0;
  return {
    port,
    directory,
    start,
    stop,
    run,
    createDatabase: () => {
      databases += 1;
      run('postgres', `CREATE DATABASE journal_${databases}`);
      return `journal_${databases}`;
    },
    urlOf: (database, at = {}) =>
      `postgres://${at.user ?? 'owner'}:secret-password@127.0.0.1:${at.port ?? port}/${database}`,
    close: () => {
      stop('immediate');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** PgBouncer in transaction mode: each transaction may go by another connection. */
export async function startBouncer({ directory, port: serverPort }: Postgres): Promise<Bouncer> {
  const port = await findFreePort();
  const file = path.join(directory, 'pgbouncer.ini');
  const settings = [
    '[databases]',
    `* = host=127.0.0.1 port=${serverPort}`,
    '[pgbouncer]',
    ...['listen_addr=127.0.0.1', `listen_port=${port}`, 'unix_socket_dir=', 'auth_type=any'],
    ...['pool_mode=transaction', 'default_pool_size=5', 'max_client_conn=200'],
  ];
  // With any user accepted, each database names the one that it is reached with.
  writeFileSync(file, settings.join('\n').replace(`port=${serverPort}`, `port=${serverPort} user=owner`));
  const bouncer = spawn('/usr/sbin/pgbouncer', ['--quiet', file], {
    ...user,
    cwd: directory,
    stdio: 'ignore',
  });
  await untilListening(port, bouncer);
  return { port, close: () => void bouncer.kill('SIGKILL') };
}

async function untilListening(port: number, child: ChildProcess): Promise<void> {
  const { connect } = await import('node:net');
  for (;;) {
    if (child.exitCode !== null) throw new Error('PgBouncer did not start');
    const isOpen = await new Promise<boolean>(resolve => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.on('connect', () => socket.destroy()).on('error', () => resolve(false));
    });
    if (isOpen) return;
  }
}

function makeDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'vps-ledger-'));
  if (user.uid !== undefined) chownSync(directory, nobody, nobody);
  return directory;
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise(resolve => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
