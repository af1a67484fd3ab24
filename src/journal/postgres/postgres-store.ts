import { randomUUID } from 'node:crypto';
import { coalesceReads } from '../../coalesce-reads.ts';
import { VpsError } from '../../errors/vps-error.ts';
import type { DatabaseAddress } from '../../settings/settings.ts';
import { headerName } from '../header.ts';
import { type JournalRecord, parseRecordName, recordSchema } from '../record.ts';
import { createRecords, type Records, type Store } from '../store.ts';
import type { Database, Row, Transaction } from './database.ts';
import { createTable, readCode, table } from './database-errors.ts';

const insert = `INSERT INTO ${table} (scope, number, revision, record, nonce) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT DO NOTHING RETURNING nonce`;
const selectOne = `SELECT record::text, nonce FROM ${table} WHERE scope = $1 AND number = $2 AND revision = $3`;
const selectNewer = `SELECT DISTINCT ON (number) number, revision, record, written_in::text FROM ${table}
  WHERE scope = $1 AND number > 0 AND written_in >= $2::xid8 ORDER BY number, revision DESC`;

/**
 * A journal in a table of PostgreSQL that rows are only added to. Its primary key stands for the exclusive name of a file;
 * there is no lock and no state of a session, so that it works through a pooler too.
 */
export function createPostgresStore(address: DatabaseAddress, scope: string): Required<Store> {
  const place = `database ${address.database} on ${address.host}`;
  let database: Database | undefined;
  let isMade = false;

  async function transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    // Only an order needs the client, so only then is it loaded.
    const { openDatabase } = await import('./database.ts');
    database ??= openDatabase(address);
    return await database.transact(work);
  }

  /** Before the first order there may be no table. */
  const select: Select = (text, values = []) =>
    transact(async ({ query, ...rest }) => ({ ...rest, rows: await query(text, [scope, ...values]) })).catch(
      error => {
        if (hasCode(error, '42P01')) return { rows: [], oldestRunning: 0, server: '' };
        throw error;
      },
    );

  return {
    place,
    now: () => database?.now() ?? Date.now(),

    async make() {
      if (isMade) return;
      await transact(async ({ query }) => {
        const [found] = await query('SELECT to_regclass($1) IS NULL AS is_missing', [table]);
        if (found?.is_missing) await query(createTable);
      }).catch(error => {
        // Another machine makes it at this moment.
        if (!hasCode(error, '23505', '42P07', '42710')) throw error;
      });
      isMade = true;
    },

    async read(name) {
      const [row] = (await select(selectOne, toKey(name))).rows;
      return row && `${row.record}\n`;
    },

    async createUnder(names, text) {
      const nonce = randomUUID();
      const candidates = [...names];
      return await transact(async ({ query }) => {
        for (const name of candidates) {
          const key = [scope, ...toKey(name)];
          const made = await query(insert, [...key, text, nonce]);
          // Taken, perhaps by this very text: the answer to the commit may have been lost.
          const [row] = made.length > 0 ? made : await query(selectOne, key);
          if (row?.nonce === nonce) return name;
        }
        return undefined;
      });
    },

    records: createReader(place, select),
  };
}

interface Selected extends Omit<Transaction, 'query'> {
  readonly rows: Row[];
}

type Select = (text: string, values?: readonly unknown[]) => Promise<Selected>;

/** Reads what is new since it last read: the latest revision of each record, however long the journal is. */
function createReader(place: string, select: Select): Store['records'] {
  let known = createRecords();
  let server: string | undefined;
  /** The transaction that the next look begins at. */
  let next = 0;

  async function read(): Promise<Records> {
    const newer = await select(selectNewer, [next]);
    if (server !== undefined && newer.server !== server) {
      // It may have been restored, or be another one that never had the last rows.
      [known, server, next] = [createRecords(), undefined, 0];
      return await read();
    }
    server = newer.server;
    for (const row of newer.rows) {
      const [number, revision] = [Number(row.number), Number(row.revision)];
      if (number > known.count + 1) throw damaged(`${known.count + 1} is missing`);
      if ((known.at(number)?.revision ?? -1) < revision) known.put(toRecord(row, number, revision));
    }
    next = findNext(newer);
    return known;
  }

  /** Behind the last row, which is surely on disk: a crash gives numbers out again that no such row had taken. */
  function findNext({ rows, oldestRunning }: Selected): number {
    const last = rows.reduce((last, row) => Math.max(last, Number(row.written_in) + 1), next);
    return Math.min(last, oldestRunning);
  }

  function toRecord({ record }: Row, number: number, revision: number): JournalRecord {
    const { data, error: cause } = recordSchema.safeParse(record);
    if (!data) throw damaged(`${number}, revision ${revision}, cannot be read`, cause);
    return { ...data, number, revision };
  }

  function damaged(what: string, cause?: unknown): VpsError {
    const text = `In the order journal, ${place}, record ${what}, so nothing is ordered. Restore it from a backup of the database, or update vps-order-mcp.`;
    return new VpsError('state_unwritable', text, { cause });
  }

  // One at a time, since each goes on where the last one ended.
  return coalesceReads(read);
}

/** Records stand under their number; the header under 0; what holds an order under the order's id with a minus. */
function toKey(name: string): [number: string | number, revision: number] {
  if (name === headerName) return [0, 0];
  const record = parseRecordName(name);
  if (record) return [record.number, record.revision];
  const [, id, turn = 0] = /^order-(\d+)(?:\.(\d+))?\.held$/.exec(name) ?? [];
  return [`-${id}`, Number(turn)];
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof VpsError && codes.includes(readCode(error.cause));
}
