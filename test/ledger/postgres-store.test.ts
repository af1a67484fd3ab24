import { afterAll, beforeAll, describe } from 'vitest';
import { createPostgresStore } from '../../src/journal/postgres/postgres-store.ts';
import { parseJournalUrl } from '../../src/settings/journal-url.ts';
import { describeStore } from '../journal/store-contract.ts';
import { type Bouncer, type Postgres, startBouncer, startPostgres } from './start-postgres.ts';

let postgres: Postgres;
let bouncer: Bouncer;
beforeAll(async () => {
  postgres = await startPostgres();
  bouncer = await startBouncer(postgres);
});
afterAll(async () => {
  bouncer?.close();
  await postgres?.close();
});

function openPlace(findPort: () => number) {
  const url = postgres.urlOf(postgres.createDatabase(), { port: findPort() });
  return () => createPostgresStore(parseJournalUrl(url), 'https://provider.example/api default');
}

describe('PostgreSQL', () => {
  describeStore('a database', () => openPlace(() => postgres.port));
  describeStore('a database behind PgBouncer', () => openPlace(() => bouncer.port));
});
