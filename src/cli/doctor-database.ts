import { VpsError } from '../errors/vps-error.ts';
import { table, toDatabaseError } from '../journal/postgres/database-errors.ts';
import type { DatabaseAddress } from '../settings/journal-url.ts';
import { type Check, note, ok, orderingRefused, problem } from './doctor-report.ts';

const subject = 'database';

/** More than that is no matter of the way to the database. */
const maxClockMs = 5_000;

const select = `SELECT current_setting('server_version') AS version, current_setting('transaction_read_only') AS read_only,
  to_regclass($1) IS NULL AS is_missing,
  CASE WHEN to_regclass($1) IS NULL THEN has_schema_privilege(current_schema(), 'CREATE')
    ELSE has_table_privilege($1, 'SELECT') AND has_table_privilege($1, 'INSERT') END AS may_write`;

/** Whether orders can be recorded in the shared database. Nothing is written. */
export async function checkDatabase(address: DatabaseAddress): Promise<Check[]> {
  try {
    return await inspect(address);
  } catch (error) {
    if (!(error instanceof VpsError)) throw error;
    return [problem(subject, error.message, `${orderingRefused} docs/shared-journal.md says what it needs.`)];
  }
}

async function inspect(address: DatabaseAddress): Promise<Check[]> {
  // Its client is loaded only where it is needed.
  const { openDatabase } = await import('../journal/postgres/database.ts');
  const database = openDatabase(address);
  const [facts = {}] = await database.transact(({ query }) => query(select, [table]));
  if (facts.read_only === 'on') throw toDatabaseError(address, '25006');
  if (facts.may_write !== true) throw toDatabaseError(address, facts.is_missing ? '42P01' : '42501');
  const tls = address.tls ? 'TLS verified' : 'without TLS, on this machine';
  const later = facts.is_missing ? '; its table is made with the first order' : '';
  const text = `${address.database} on ${address.host}, PostgreSQL ${facts.version}, ${tls}${later}; nothing is ordered twice by all who share it`;
  const offMs = Math.abs(database.now() - Date.now());
  const clocks = `The clock of this machine differs from the database's by ${Math.round(offMs / 1_000)} s. The database's counts.`;
  return [ok(subject, text), ...(offMs > maxClockMs ? [note(subject, clocks)] : [])];
}
