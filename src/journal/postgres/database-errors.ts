import { VpsError } from '../../errors/vps-error.ts';
import type { DatabaseAddress } from '../../settings/value-parsers.ts';

export const table = 'vps_order_journal';

export const createTable = `CREATE TABLE IF NOT EXISTS ${table} (
  scope text NOT NULL, number numeric(20) NOT NULL, revision integer NOT NULL, record jsonb NOT NULL,
  written_at timestamptz NOT NULL DEFAULT clock_timestamp(), written_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
  nonce uuid NOT NULL, PRIMARY KEY (scope, number, revision), UNIQUE (scope, written_in, number, revision))`;

const tableAdvice = `Let its owner run: ${createTable.replace(/\s+/g, ' ')}; GRANT SELECT, INSERT ON ${table} TO USER (the one of VPS_JOURNAL_URL)`;

const tooOld = 'is older than PostgreSQL 13, which is needed';
const badCertificate =
  'shows a certificate that nobody known vouches for; name the file of its authority in sslrootcert, or in NODE_EXTRA_CA_CERTS';

/** By the code of PostgreSQL, of Node, or of ours: what is wrong, and what to do about it. */
const reasons: Readonly<Record<string, string>> = {
  replica: 'is a replica, which takes no records; name the primary',
  synchronous_commit:
    'commits without waiting for the disk (synchronous_commit = off); let its owner run: ALTER ROLE USER SET synchronous_commit = on (for the user of VPS_JOURNAL_URL)',
  sslrootcert: 'cannot be reached safely: the file that sslrootcert names cannot be read',
  'no TLS':
    'offers no TLS, and only a database on this machine may go without; turn it on there (ssl = on), or on PgBouncer (client_tls_sslmode)',
  '08P01':
    'or the pooler before it refuses the connection; check user, password and the names of its databases',
  '25006': 'is read-only; name the primary, or a user who may write',
  '28000': 'refuses this user; check user, password and pg_hba.conf',
  '28P01': 'refuses this user or password; check both in VPS_JOURNAL_URL',
  '3D000': 'does not exist; create it, or correct its name',
  '42501': `gives this user too few rights. ${tableAdvice}`,
  '42P01': `has no table ${table}. ${tableAdvice}`,
  '3F000': `has no schema to make the table ${table} in. ${tableAdvice}`,
  '42703': `has another table of the name ${table}. Move that away. ${tableAdvice}`,
  '42704': tooOld,
  '42883': tooOld,
  '53300': 'has no connection left; raise max_connections, or put PgBouncer before it',
  '57014': 'did not answer within 5 s',
  ECONNREFUSED: 'refuses connections; check host and port, and that it runs',
  ENOTFOUND: 'has a host that no name server knows; correct its name',
  DEPTH_ZERO_SELF_SIGNED_CERT: badCertificate,
  SELF_SIGNED_CERT_IN_CHAIN: badCertificate,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: badCertificate,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: badCertificate,
  CERT_HAS_EXPIRED: 'shows a certificate that has expired; renew it',
  ERR_TLS_CERT_ALTNAME_INVALID: 'shows a certificate for another host; name the host as the certificate does',
};

/** For a person: the host and the database, never the URL, the password or the server's own words. */
export function toDatabaseError({ host, database }: DatabaseAddress, failure: unknown): VpsError {
  if (failure instanceof VpsError) return failure;
  const code = typeof failure === 'string' ? failure : readCode(failure);
  const unreachable = `cannot be reached, or did not answer within 5 s${code && ` (${code})`}`;
  const reason =
    reasons[code] ?? (isRefusal(failure) ? `refused what was asked (SQLSTATE ${code})` : unreachable);
  const text = `The order journal, database ${database} on ${host}, ${reason}. Without it an order could be placed twice, so nothing is ordered.`;
  return new VpsError('state_unwritable', text, { cause: failure });
}

/** Whether the database answered, and would answer the same again; a shutdown, a crash or a deadlock is no such answer. */
export function isRefusal(failure: unknown): boolean {
  const code = readCode(failure);
  return /^[0-9A-Z]{5}$/.test(code) && !/^(08|25P|40|57P|E)/.test(code);
}

export function readCode(failure: unknown): string {
  if (!(failure instanceof Error)) return '';
  if ('code' in failure) return String(failure.code);
  // The client has no code for it.
  return failure.message.includes('does not support SSL') ? 'no TLS' : '';
}
