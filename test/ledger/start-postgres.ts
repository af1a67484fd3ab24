import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll } from 'vitest';
import { findPostgres, postgresAdvice } from '../../scripts/ledger/find-postgres.mjs';

/** A PostgreSQL of its own on a free port of the loopback, in a directory that is gone afterwards. */
export interface Postgres {
  readonly port: number;
  readonly directory: string;
  /** A database for all journals that do not need one of their own. */
  readonly database: string;
  readonly createDatabase: () => string;
  readonly urlOf: (
    database: string,
    at?: { port?: number | undefined; user?: string; host?: string },
  ) => string;
  /** Runs SQL as the owner of everything. */
  readonly run: (database: string, sql: string) => string;
  /** Ends it as a power failure does, and starts it again. */
  readonly crash: () => Promise<void>;
  /** Kills one of its processes, after which it starts all of them again by itself. */
  readonly killBackend: () => Promise<void>;
  /** Stops it where it stands, and lets it go on. */
  readonly freeze: (isFrozen: boolean) => void;
  /** Offers TLS with this certificate from now on. */
  readonly offerTls: (certificate: { key: string; cert: string }) => void;
  /** Another server that only follows this one. */
  readonly addReplica: () => Promise<{ port: number }>;
  readonly close: () => Promise<void>;
}

export interface Bouncer {
  readonly port: number;
  readonly close: () => void;
}

/** The password of every URL; only the user `checked` is asked for it. */
export const password = 'a-secret/pass+word';

/** The server refuses root, so that root lends it a user who may do nothing. */
const nobody = 65_534;
const user = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};

const found = findPostgres();

function call(program: string, args: readonly string[]): string {
  if (!found) throw new Error(postgresAdvice);
  const options = { ...user, cwd: tmpdir(), stdio: 'pipe', encoding: 'utf8' } as const;
  return execFileSync(path.join(found.binaries, program), args, options);
}

/** With `pg_ctl`, and without standing still meanwhile. */
function createControl(data: string, port: number) {
  // Without fsync only a crash of the machine itself could lose something, and starting again takes no time.
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200 -c fsync=off -c wal_writer_delay=10s`;
  const control = async (...args: string[]) => {
    if (!found) throw new Error(postgresAdvice);
    const program = path.join(found.binaries, 'pg_ctl');
    const all = ['--pgdata', data, '--wait', ...args];
    await promisify(execFile)(program, all, { ...user, cwd: tmpdir() });
  };
  return {
    start: () => control('--log', `${data}.log`, '--options', options, 'start'),
    stop: () => control('--mode', 'immediate', 'stop'),
  };
}

export async function startPostgres(): Promise<Postgres> {
  if (!found) throw new Error(postgresAdvice);
  const directory = mkdtempSync(path.join(tmpdir(), 'vps-ledger-'));
  if (user.uid !== undefined) chownSync(directory, user.uid, user.gid);
  const data = path.join(directory, 'data');
  const port = await findFreePort();
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
  const access = path.join(data, 'pg_hba.conf');
  writeFileSync(access, `host all checked 127.0.0.1/32 scram-sha-256\n${readFileSync(access, 'utf8')}`);
  const own = createControl(data, port);
  const stops = [own.stop];
  const run = (database: string, sql: string) =>
    call('psql', [
      ...['--no-psqlrc', '--tuples-only', '--no-align', '--quiet', '--set', 'ON_ERROR_STOP=1'],
      ...['--host', '127.0.0.1', '--port', `${port}`, '--username', 'owner', '--command', sql, database],
    ]).trim();
  /** The first of them makes the others. */
  const listProcesses = (): number[] => {
    const others = run(
      'postgres',
      "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type <> 'autovacuum worker'",
    );
    const [first] = readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n');
    return [`${first}`, ...others.split('\n')].map(Number);
  };
  let frozen: number[] = [];
  let databases = 0;
  await own.start();
  run('postgres', 'CREATE DATABASE journals');
  return {
    port,
    database: 'journals',
    directory,
    run,
    createDatabase: () => {
      databases += 1;
      run('postgres', `CREATE DATABASE journal_${databases}`);
      return `journal_${databases}`;
    },
    urlOf: (database, at = {}) =>
      `postgres://${at.user ?? 'owner'}:${encodeURIComponent(password)}@${at.host ?? '127.0.0.1'}:${at.port ?? port}/${database}`,
    crash: async () => {
      await own.stop();
      await own.start();
    },
    killBackend: async () => {
      const others = "backend_type = 'client backend' AND pid <> pg_backend_pid()";
      process.kill(
        Number(run('postgres', `SELECT pid FROM pg_stat_activity WHERE ${others} LIMIT 1`)),
        'SIGKILL',
      );
      const isUp = (): boolean => {
        try {
          const log = readFileSync(`${data}.log`, 'utf8');
          return log.includes('reinitializing') && run('postgres', 'SELECT 1') === '1';
        } catch {
          return false;
        }
      };
      while (!isUp()) await delay(20);
    },
    freeze: isFrozen => {
      if (isFrozen) frozen = listProcesses();
      for (const pid of frozen) process.kill(pid, isFrozen ? 'SIGSTOP' : 'SIGCONT');
    },
    offerTls: ({ key, cert }) => {
      const files = { 'server.key': key, 'server.crt': cert };
      for (const [name, text] of Object.entries(files)) {
        const file = path.join(data, name);
        writeFileSync(file, text, { mode: 0o600 });
        if (user.uid !== undefined) chownSync(file, user.uid, user.gid);
      }
      run('postgres', 'ALTER SYSTEM SET ssl = on');
      run('postgres', 'SELECT pg_reload_conf()');
    },
    addReplica: async () => {
      const copy = path.join(directory, 'replica');
      const replicaPort = await findFreePort();
      const from = `host=127.0.0.1 port=${port} user=owner`;
      call('pg_basebackup', [
        '--pgdata',
        copy,
        '--dbname',
        from,
        '--write-recovery-conf',
        '--checkpoint',
        'fast',
      ]);
      const replica = createControl(copy, replicaPort);
      await replica.start();
      stops.push(replica.stop);
      return { port: replicaPort };
    },
    close: async () => {
      await Promise.all(stops.map(stop => stop()));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** PgBouncer in transaction mode: each transaction may go by another connection. */
async function startBouncer({ directory, port: serverPort }: Postgres): Promise<Bouncer> {
  const port = await findFreePort();
  const file = path.join(directory, 'pgbouncer.ini');
  const settings = [
    '[databases]',
    // Whoever comes is taken for the owner.
    `* = host=127.0.0.1 port=${serverPort} user=owner`,
    '[pgbouncer]',
    ...['listen_addr=127.0.0.1', `listen_port=${port}`, 'unix_socket_dir=', 'auth_type=any'],
    ...['pool_mode=transaction', 'default_pool_size=5', 'max_client_conn=200', 'server_login_retry=1'],
  ];
  writeFileSync(file, settings.join('\n'));
  const bouncer = spawn(found?.pgbouncer ?? '', ['--quiet', file], {
    ...user,
    cwd: directory,
    stdio: 'ignore',
  });
  await untilListening(port, bouncer);
  return { port, close: () => void bouncer.kill('SIGKILL') };
}

async function untilListening(port: number, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error('PgBouncer did not start');
    const isOpen = await new Promise<boolean>(resolve => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.on('connect', () => socket.destroy()).on('error', () => resolve(false));
    });
    if (isOpen) return;
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise(resolve => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

/** PostgreSQL, and PgBouncer before it, for as long as the tests of a file run. */
export function useDatabases(): { postgres: Postgres; bouncer: Bouncer } {
  const servers = {} as { postgres: Postgres; bouncer: Bouncer };
  beforeAll(async () => {
    servers.postgres = await startPostgres();
    servers.bouncer = await startBouncer(servers.postgres);
  });
  afterAll(async () => {
    servers.bouncer?.close();
    await servers.postgres?.close();
  });
  return servers;
}
