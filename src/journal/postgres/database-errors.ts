import type { DatabaseAddress } from '../../settings/journal-url.ts';

export const table = 'vps_order_journal';

export const createTable = `CREATE TABLE IF NOT EXISTS ${table} (
  scope text NOT NULL, number numeric(20) NOT NULL, revision integer NOT NULL, record jsonb NOT NULL,
  written_at timestamptz NOT NULL DEFAULT clock_timestamp(), written_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
  nonce uuid NOT NULL, PRIMARY KEY (scope, number, revision), UNIQUE (scope, written_in, number, revision))`;

const tableAdvice = `Let its owner run: ${createTable.replace(/\s+/g, ' ')}; GRANT SELECT, INSERT ON ${table} TO its users;`;

const byCode: Readonly<Record<string, string>> = {
  replica: 'is a replica, which takes no records; name the primary',
  sslrootcert: 'cannot be reached safely: the file that sslrootcert names cannot be read',
  '25006': 'is read-only; name the primary, or a user who may write',
  '28000': 'refuses this user; check user, password and pg_hba.conf',
  '28P01': 'refuses this password',
  '3D000': 'does not exist',
  '42501': `gives this user too few rights. ${tableAdvice}`,
  '42P01': `has no table ${table}. ${tableAdvice}`,
  '42703': `has another table of the name ${table}. Move that away. ${tableAdvice}`,
  '42704': 'is older than PostgreSQL 13, which is needed',
  '42883': 'is older than PostgreSQL 13, which is needed',
  '53300': 'has no connection left; raise max_connections, or put PgBouncer before it',
  '57014': 'did not answer within 5 s',
};

/** What is wrong, for a person: the host and the database, never the URL, the password or the server's own words. */
export function complain(
  { host, database }: Pick<DatabaseAddress, 'host' | 'database'>,
  failure: unknown,
): string {
  const code = typeof failure === 'string' ? failure : readCode(failure);
  const unreachable = `cannot be reached, or did not answer within 5 s${code === '' ? '' : ` (${code})`}`;
  const reason = byCode[code] ?? (isRefusal(failure) ? `refused the record (SQLSTATE ${code})` : unreachable);
  return `The order journal, database ${database} on ${host}, ${reason}. Without it an order could be placed twice, so nothing is ordered.`;
}

/** Whether the database answered, and would answer the same again; a shutdown, a crash or a deadlock is no such answer. */
export function isRefusal(failure: unknown): boolean {
  return /^[0-9A-Z]{5}$/.test(readCode(failure)) && !/^(08|40|57P|E)/.test(readCode(failure));
}

export function readCode(failure: unknown): string {
  return failure instanceof Error && 'code' in failure ? String(failure.code) : '';
}
