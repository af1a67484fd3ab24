import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { VpsError } from '../../errors/vps-error.ts';
import type { DatabaseAddress } from '../../settings/value-parsers.ts';
import { within } from '../../time-budget.ts';
import { isRefusal, toDatabaseError } from './database-errors.ts';

/** Whatever is asked of the database has an answer by then, or counts as failed. */
const deadlineMs = 5_000;

/** A machine that stops in the middle of a transaction lets the others go on well within their own deadline. */
const idleMs = 2_000;

const retryPauseMs = 100;

/** Waiting calls are served in turn; a machine takes no more of the database's connections. */
const maxConnections = 2;

export type Row = Readonly<Record<string, unknown>>;

export interface Transaction {
  readonly query: (text: string, values?: readonly unknown[]) => Promise<Row[]>;
  /** No transaction with a lower number than this is still under way. */
  readonly oldestRunning: number;
  /** Another text after each restart, and of another server. */
  readonly server: string;
}

export interface Database {
  /** The database's clock, as of the last transaction and what has passed since, in milliseconds since 1970. */
  now(): number;
  /**
   * Does all of the work, durably, or nothing of it. Where an answer is lost the work is done once more, so it has to tell
   * whether the first time counted.
   * @throws VpsError `state_unwritable` naming host and database.
   */
  transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
}

/** Nothing here outlives a transaction, since behind a pooler the next one may go by another connection. */
const opening = `BEGIN ISOLATION LEVEL READ COMMITTED;
SELECT pg_is_in_recovery() AS is_replica, current_setting('synchronous_commit') AS synchronous_commit,
  (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now_ms,
  pg_snapshot_xmin(pg_current_snapshot())::text AS oldest_running, pg_postmaster_start_time()::text AS server;
SET LOCAL synchronous_commit = on;
SET LOCAL statement_timeout = ${deadlineMs};
SET LOCAL idle_in_transaction_session_timeout = ${idleMs}`;

export function openDatabase(address: DatabaseAddress): Database {
  let pool: pg.Pool | undefined;
  let offsetMs: number | undefined;

  async function run<T>(client: pg.PoolClient, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    // Several statements at once have several results, which the types do not know.
    const results = [await client.query(opening)].flat();
    const { is_replica, synchronous_commit, now_ms, oldest_running, server } = results[1]?.rows[0] ?? {};
    offsetMs = Number(now_ms) - performance.now();
    if (is_replica) throw toDatabaseError(address, 'replica');
    if (synchronous_commit === 'off') throw toDatabaseError(address, 'synchronous_commit');
    const query: Transaction['query'] = async (text, values = []) =>
      (await client.query<Row>(text, [...values])).rows;
    const result = await work({ query, oldestRunning: Number(oldest_running), server });
    await client.query('COMMIT');
    return result;
  }

  async function connect(endsAt: number): Promise<pg.PoolClient> {
    pool ??= createPool(address);
    const connecting = pool.connect();
    return await before(endsAt, connecting).catch(error => {
      // One that comes after the deadline is not left lying about.
      connecting.then(
        client => client.release(true),
        () => {},
      );
      throw error;
    });
  }

  async function attempt<T>(
    client: pg.PoolClient,
    { endsAt, work }: { endsAt: number; work: (transaction: Transaction) => Promise<T> },
  ): Promise<T> {
    try {
      const result = await before(endsAt, run(client, work));
      client.release();
      return result;
    } catch (error) {
      // Whatever state it is in, nobody gets it again.
      client.release(true);
      throw error;
    }
  }

  return {
    now: () => (offsetMs === undefined ? Date.now() : performance.now() + offsetMs),
    async transact(work) {
      const endsAt = performance.now() + deadlineMs;
      for (let hasBegun = false; ; ) {
        try {
          const client = await connect(endsAt);
          hasBegun = true;
          return await attempt(client, { endsAt, work });
        } catch (error) {
          // One that had a connection may have come to its end unheard.
          if (!hasBegun || !canRepeat(error, endsAt)) throw toDatabaseError(address, error);
          await delay(retryPauseMs);
        }
      }
    },
  };
}

function canRepeat(error: unknown, endsAt: number): boolean {
  const hasTime = performance.now() + retryPauseMs < endsAt;
  return hasTime && !(error instanceof VpsError) && !isRefusal(error);
}

function createPool(address: DatabaseAddress): pg.Pool {
  const { tls, ...place } = address;
  const pool = new pg.Pool({
    ...place,
    // The certificate is for this host, also where that is an address; no environment variable decides otherwise.
    ssl: tls
      ? { host: address.host, rejectUnauthorized: true, ca: readCertificate(address, tls.rootCertificate) }
      : false,
    max: maxConnections,
    connectionTimeoutMillis: deadlineMs,
    query_timeout: deadlineMs,
    application_name: 'vps-order-mcp',
    allowExitOnIdle: true,
  });
  // A connection that breaks is missed by the pool, or by the query that waits for it; unheard, it would end the process.
  pool.on('error', () => {});
  pool.on('connect', client => client.on('error', () => {}));
  return pool;
}

function readCertificate(address: DatabaseAddress, file: string | undefined): Buffer | undefined {
  try {
    return file === undefined ? undefined : readFileSync(file);
  } catch {
    throw toDatabaseError(address, 'sslrootcert');
  }
}

function before<T>(endsAt: number, work: Promise<T>): Promise<T> {
  return within(Math.max(0, endsAt - performance.now()), work, () => new Error('no answer in time'));
}
