import { describe } from 'vitest';
import { createPostgresStore } from '../../src/journal/postgres/postgres-store.ts';
import { parseJournalUrl } from '../../src/settings/value-parsers.ts';
import { describeStore } from '../journal/store-contract.ts';
import { useDatabases } from './start-postgres.ts';

const servers = useDatabases();

function openPlace(findPort: () => number) {
  const url = servers.postgres.urlOf(servers.postgres.createDatabase(), { port: findPort() });
  return () => createPostgresStore(parseJournalUrl(url), 'https://provider.example/api default');
}

describe('PostgreSQL', () => {
  describeStore('a database', () => openPlace(() => servers.postgres.port));
  describeStore('a database behind PgBouncer', () => openPlace(() => servers.bouncer.port));
});
