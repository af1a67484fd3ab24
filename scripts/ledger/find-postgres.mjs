import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** As Debian and Ubuntu lay them out. */
const versions = '/usr/lib/postgresql';
const pgbouncer = '/usr/sbin/pgbouncer';

export const postgresPackages = ['postgresql', 'pgbouncer'];

export const postgresAdvice = `The journal in PostgreSQL is tested with Debian's packages: apt-get install --no-install-recommends ${postgresPackages.join(' ')}`;

/** The newest PostgreSQL and the PgBouncer of this machine; undefined where one of them is missing. */
export function findPostgres() {
  const [newest] = existsSync(versions) ? readdirSync(versions).sort((a, b) => Number(b) - Number(a)) : [];
  if (newest === undefined || !existsSync(pgbouncer)) return undefined;
  const binaries = path.join(versions, newest, 'bin');
  return existsSync(path.join(binaries, 'initdb')) ? { binaries, pgbouncer } : undefined;
}
