import { coalesceReads } from '../../coalesce-reads.ts';
import { VpsError } from '../../errors/vps-error.ts';
import { type JournalRecord, recordSchema } from '../record.ts';
import { createRecords, type Records, type Store } from '../store.ts';
import type { Row, Transaction } from './database.ts';
import { table } from './database-errors.ts';

const selectNewer = `SELECT DISTINCT ON (number) number, revision, record, written_in::text FROM ${table}
  WHERE scope = $1 AND number > 0 AND written_in >= $2::xid8 ORDER BY number, revision DESC`;

interface Selected extends Omit<Transaction, 'query'> {
  readonly rows: Row[];
}

/** Asks the database within the scope of the journal, which is `$1`. */
export type Select = (text: string, values?: readonly unknown[]) => Promise<Selected>;

/** Reads what is new since it last read: the latest revision of each record, however long the journal is. */
export function createRecordReader(place: string, select: Select): Store['records'] {
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
