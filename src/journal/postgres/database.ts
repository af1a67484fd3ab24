import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { VpsError } from '../../errors/vps-error.ts';
import type { DatabaseAddress } from '../../settings/journal-url.ts';
import { complain, isRefusal } from './failures.ts';

/** Whatever is asked of the database has an answer by then, or counts as failed. */
const deadlineMs = 5_000;

const retryPauseMs = 100;

/** Waiting calls are served in turn; a machine takes no more of the database's connections. */
const maxConnections = 2;

export type Row = Readonly<Record<string, unknown>>;

export interface Transaction {
  readonly query: (text: string, values?: readonly unknown[]) => Promise<Row[]>;
  /** Of what was written with a lower number than this, all that will ever be seen can be seen already. */
  readonly horizon: string;
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
SET LOCAL synchronous_commit = on;
SET LOCAL statement_timeout = ${deadlineMs};
SET LOCAL idle_in_transaction_session_timeout = ${deadlineMs};
SELECT pg_is_in_recovery() AS is_replica, (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now_ms,
  pg_snapshot_xmin(pg_current_snapshot())::text AS horizon`;

export function openDatabase(address: DatabaseAddress): Database {
  let pool: pg.Pool | undefined;
  let offsetMs: number | undefined;

  async function run<T>(client: pg.PoolClient, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const results = await client.query(opening);
    // Several statements at once have several results, which the types do not know.
    const { is_replica, now_ms, horizon } = [results].flat().at(-1)?.rows[0] ?? {};
    offsetMs = Number(now_ms) - performance.now();
    if (is_replica) throw new VpsError('state_unwritable', complain(address, 'replica'));
    const query: Transaction['query'] = async (text, values = []) =>
      (await client.query<Row>(text, [...values])).rows;
    const result = await work({ query, horizon: String(horizon) });
    await client.query('COMMIT');
    return result;
  }

  async function attempt<T>(endsAt: number, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    pool ??= createPool(address);
    const client = await pool.connect();
    try {
      const result = await within(endsAt - performance.now(), run(client, work));
      client.release();
      return result;
    } catch (error) {
      // Whatever state it is in, nobody gets it again.
      client.release(true);
      throw new LostTransaction(error);
    }
  }

  return {
    now: () => (offsetMs === undefined ? Date.now() : performance.now() + offsetMs),
    async transact(work) {
      const endsAt = performance.now() + deadlineMs;
      for (let hasBegun = false; ; ) {
        try {
          return await attempt(endsAt, work);
        } catch (error) {
          const isLost = error instanceof LostTransaction;
          hasBegun ||= isLost;
          const cause = isLost ? error.cause : error;
          if (!hasBegun || !canRepeat(cause, endsAt)) throw toError(address, cause);
          await delay(retryPauseMs);
        }
      }
    },
  };
}

function canRepeat(cause: unknown, endsAt: number): boolean {
  const hasTime = performance.now() + retryPauseMs < endsAt;
  return hasTime && !(cause instanceof VpsError) && !isRefusal(cause);
}

function toError(address: DatabaseAddress, cause: unknown): VpsError {
  return cause instanceof VpsError
    ? cause
    : new VpsError('state_unwritable', complain(address, cause), { cause });
}

/** A transaction that had a connection, so that it may have come to its end unheard. */
class LostTransaction extends Error {
  constructor(cause: unknown) {
    super('The transaction has no known end.', { cause });
  }
}

function createPool({ tls, ...address }: DatabaseAddress): pg.Pool {
  const pool = new pg.Pool({
    ...address,
    // The certificate is for this host, also where that is an address; no environment variable decides otherwise.
    ssl: tls
      ? {
          host: address.host,
          rejectUnauthorized: true,
          ca: tls.rootCertificate && readCertificate(address, tls.rootCertificate),
        }
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

function readCertificate(address: Pick<DatabaseAddress, 'host' | 'database'>, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new VpsError('state_unwritable', complain(address, 'sslrootcert'), { cause });
  }
}

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  const ending = new AbortController();
  const late = delay(Math.max(0, timeoutMs), undefined, { signal: ending.signal }).then(() => {
    throw new Error('no answer in time');
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    late.catch(() => {});
    ending.abort();
  }
}
