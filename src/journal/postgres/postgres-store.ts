import { randomUUID } from 'node:crypto';
import { VpsError } from '../../errors/vps-error.ts';
import type { DatabaseAddress } from '../../settings/value-parsers.ts';
import { headerName } from '../header.ts';
import { parseRecordName } from '../record.ts';
import type { Store } from '../store.ts';
import type { Database, Transaction } from './database.ts';
import { createTable, readCode, table } from './database-errors.ts';
import { createRecordReader, type Select } from './record-reader.ts';

const insert = `INSERT INTO ${table} (scope, number, revision, record, nonce) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT DO NOTHING RETURNING nonce`;
const selectOne = `SELECT record::text, nonce FROM ${table} WHERE scope = $1 AND number = $2 AND revision = $3`;

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

    records: createRecordReader(place, select),
  };
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
