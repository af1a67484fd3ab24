import type { DatabaseAddress } from '../../settings/journal-url.ts';
import { openDatabase } from './database.ts';
import { table, toDatabaseError } from './database-errors.ts';

const select = `SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync,
  current_setting('transaction_read_only') AS read_only, to_regclass($1) IS NULL AS is_missing,
  CASE WHEN to_regclass($1) IS NULL THEN has_schema_privilege(current_schema(), 'CREATE')
    ELSE has_table_privilege(to_regclass($1), 'SELECT') AND has_table_privilege(to_regclass($1), 'INSERT') END AS may_write`;

export interface DatabaseFacts {
  readonly version: string;
  readonly hasTable: boolean;
  /** Whether what it says is on disk is on disk. */
  readonly isSynced: boolean;
  /** How far its clock is before that of this machine. */
  readonly aheadMs: number;
}

/** @throws VpsError `state_unwritable` where no order could be recorded in it. */
export async function inspectDatabase(address: DatabaseAddress): Promise<DatabaseFacts> {
  const database = openDatabase(address);
  const [facts = {}] = await database.transact(({ query }) => query(select, [table]));
  if (facts.read_only === 'on') throw toDatabaseError(address, '25006');
  if (facts.may_write !== true) throw toDatabaseError(address, facts.is_missing ? '42P01' : '42501');
  return {
    version: String(facts.version),
    hasTable: !facts.is_missing,
    isSynced: facts.fsync === 'on',
    aheadMs: database.now() - Date.now(),
  };
}
