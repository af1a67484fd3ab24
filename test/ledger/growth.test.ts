import { afterAll, beforeAll, expect, it } from 'vitest';
import { createJournal, type Journal } from '../../src/journal/journal.ts';
import { createPostgresStore } from '../../src/journal/postgres/postgres-store.ts';
import { parseJournalUrl } from '../../src/settings/setting-forms.ts';
import { exampleClaim } from '../journal/example-record.ts';
import { type Postgres, startPostgres } from './start-postgres.ts';

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres?.close());

const provider = 'https://provider.example/api';

function openJournal(database: string): Journal {
  const store = createPostgresStore(parseJournalUrl(postgres.urlOf(database)), `${provider} default`);
  return createJournal({ store, provider, account: 'default', identity: 'secret-token', now: store.now });
}

/** Puts so many settled records behind the first one. */
function fill(database: string, count: number): void {
  postgres.run(
    database,
    `INSERT INTO vps_order_journal (scope, number, revision, record, nonce)
     SELECT scope, n, revision, record || '{"state":"not_ordered"}', nonce
     FROM vps_order_journal, generate_series(2, ${count}) AS n WHERE number = 1 AND revision = 0`,
  );
}

/** What an order does in a journal. */
async function create(journal: Journal): Promise<void> {
  const claimed = await journal.claim(exampleClaim);
  await journal.records();
  const sending = await journal.change(claimed, { state: 'sending' });
  if (sending) await journal.change(sending, { state: 'ordered' });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

it('a record behind 50,000 others takes at most half as long again as one of the first', async () => {
  const journals = [0, 1].map(() => {
    const database = postgres.createDatabase();
    return { database, journal: openJournal(database), times: [] as number[] };
  });
  for (const { journal } of journals) await create(journal);
  fill(journals[1]?.database ?? '', 50_000);
  for (const { journal } of journals) await create(journal);
  for (let repeat = 0; repeat < 40; repeat++) {
    // In turn, so that whatever else this machine does falls on both.
    for (const { journal, times } of journals) {
      const startedAt = performance.now();
      await create(journal);
      times.push(performance.now() - startedAt);
    }
  }
  const [empty, full] = journals.map(({ times }) => median(times));
  expect((full ?? 0) / (empty ?? 0)).toBeLessThan(1.5);
  expect(await journals[1]?.journal.records()).toHaveLength(50_041);
});
